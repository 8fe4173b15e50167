using System.Runtime.InteropServices;
using System.Text;
using Iris.Alignment;
using Iris.Imaging;
using Iris.Inference.Graphs;
using Iris.Models;
using Microsoft.ML.OnnxRuntime;

namespace Iris.Privacy.Tests;

/// <summary>
/// What the embedder computes between a face and its embedding, at an early, a middle and a late stage, cut into pieces to look for in
/// memory. It is computed here a second time, in ONNX Runtime's own memory, which keeps it until this is disposed.
/// </summary>
internal sealed unsafe class InnerTensors : IDisposable
{
    private const int NumbersInARow = 8;

    // After an activation each: between it and what it follows ONNX Runtime may merge operations.
    private static readonly string[] Names = ["t49", "t346", "t339"];

    private readonly InferenceSession _session;
    private readonly List<(nint Start, nint End)> _freed = [];

    /// <summary>Computes the tensors and has ONNX Runtime free them.</summary>
    /// <param name="picture">An encoded picture with a face, small enough to be decoded at full size.</param>
    public InnerTensors(byte[] picture)
    {
        var aligner = new FaceAligner(Engine.Pack.Manifest.Embedder);

        // As the server computes it: in a rewritten network, numbers in between have other roundings and signs.
        _session = new InferenceSession(WithOutputs(GraphRewriter.Rewrite(
            Engine.Pack.ReadVerified(ModelRole.Embedder), outputs: null, GraphRewriter.NativeBlock)));
        using var input = OrtValue.CreateTensorValueFromMemory(Align(picture, aligner), [1, 3, aligner.Side, aligner.Side]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(options, _session.InputNames, [input], Names);
        for (int i = 0; i < outputs.Count; i++)
        {
            ReadOnlySpan<float> tensor = outputs[i].GetTensorDataAsSpan<float>();
            Add(Names[i], tensor, channels: (int)outputs[i].GetTensorTypeAndShape().Shape[1]);
            fixed (float* start = tensor)
            {
                _freed.Add(((nint)start, (nint)(start + tensor.Length)));
            }
        }
    }

    /// <summary>The pieces by name.</summary>
    public Dictionary<string, byte[]> Traces { get; } = [];

    /// <summary>Whether a hit in this process is where ONNX Runtime had the tensors, which it has freed since.</summary>
    public bool IsInFreedMemory(MemoryHit hit) => _freed.Exists(tensor => hit.Address >= tensor.Start && hit.Address < tensor.End);

    /// <summary>Whether a hit in this process is one of the pieces themselves.</summary>
    public unsafe bool IsOwn(MemoryHit hit)
    {
        fixed (byte* start = Traces[hit.Canary])
        {
            return hit.Address == (nint)start;
        }
    }

    /// <summary>Frees the memory that ONNX Runtime keeps.</summary>
    public void Dispose() => _session.Dispose();

    private static float[] Align(byte[] picture, FaceAligner aligner)
    {
        float[] crop = new float[aligner.Length];
        using PictureFaces faces = Engine.Find(picture);
        fixed (byte* bytes = picture)
        {
            EncodedPicture encoded = EncodedPicture.Open(bytes, picture.Length, PictureLimits.Default, CancellationToken.None, out _)
                ?? throw new ArgumentException("It cannot be read.", nameof(picture));
            using Picture pixels = encoded.Decode(reduction: 1) ?? throw new ArgumentException("It cannot be decoded.", nameof(picture));
            aligner.Align(pixels, faces[0].Landmarks, crop);
        }

        return crop;
    }

    private void Add(string name, ReadOnlySpan<float> tensor, int channels)
    {
        // In the order of the tensor, and in the one in which ONNX Runtime keeps it inside: neighbouring channels of a pixel together.
        int pixels = tensor.Length / channels;
        for (int at = 0; at < tensor.Length; at += tensor.Length / 16)
        {
            Traces[$"{name} from {at}"] = Pinned(tensor.Slice(at, NumbersInARow));
        }

        Span<float> numbers = stackalloc float[NumbersInARow];
        for (int pixel = pixels / 16; pixel < pixels; pixel += pixels / 8)
        {
            for (int channel = 0; channel < channels; channel += channels / 4)
            {
                for (int i = 0; i < NumbersInARow; i++)
                {
                    numbers[i] = tensor[((channel + i) * pixels) + pixel];
                }

                Traces[$"{name}, pixel {pixel}, from channel {channel}"] = Pinned(numbers);
            }
        }

        numbers.Clear();
    }

    // Where it stays, so that a hit in it is known.
    private static byte[] Pinned(ReadOnlySpan<float> numbers)
    {
        byte[] piece = GC.AllocateUninitializedArray<byte>(numbers.Length * sizeof(float), pinned: true);
        MemoryMarshal.AsBytes(numbers).CopyTo(piece);
        return piece;
    }

    // A message appended to another is merged with it: a graph that has outputs alone adds them to the graph there is.
    private static byte[] WithOutputs(byte[] model)
    {
        // Field 12 of a graph is an output; of that, field 1 is the name and field 2 the type: a tensor, 1, of elements, 1, of float, 1.
        byte[] type = Field(2, Field(1, [1 << 3, 1]));
        byte[] outputs = [.. Names.SelectMany(name => Field(12, [.. Field(1, Encoding.ASCII.GetBytes(name)), .. type]))];
        return [.. model, .. Field(7, outputs)];
    }

    // Protocol Buffers: the number and the kind, bytes; their length, which is short enough for one byte; they themselves.
    private static byte[] Field(int number, byte[] content) => [(byte)((number << 3) | 2), checked((byte)content.Length), .. content];
}
