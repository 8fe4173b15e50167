using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Iris.ModelConversion.Tests;

/// <summary>A small TensorFlow.js graph model for one test.</summary>
internal sealed class HandmadeGraphModel
{
    private readonly JsonArray _nodes = [];
    private readonly JsonArray _weights = [];
    private readonly List<byte> _bytes = [];

    /// <summary>The file of weights.</summary>
    public byte[] Weights => [.. _bytes];

    /// <summary>The file that describes it.</summary>
    public byte[] Json => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["format"] = "graph-model",
        ["modelTopology"] = new JsonObject { ["node"] = _nodes.DeepClone(), ["versions"] = new JsonObject() },
        ["weightsManifest"] = new JsonArray(new JsonObject { ["paths"] = new JsonArray("weights.bin"), ["weights"] = _weights.DeepClone() }),
    });

    public HandmadeGraphModel Floats(string name, int[] shape, float[] elements)
    {
        foreach (float element in elements)
        {
            Add(4, bytes => BinaryPrimitives.WriteSingleLittleEndian(bytes, element));
        }

        return Constant(name, shape, "float32", quantized: null);
    }

    /// <summary>Floats that are written as halves.</summary>
    public HandmadeGraphModel Halves(string name, int[] shape, float[] elements)
    {
        foreach (float element in elements)
        {
            Add(2, bytes => BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)element));
        }

        return Constant(name, shape, "float32", "float16");
    }

    public HandmadeGraphModel Integers(string name, int[] shape, params int[] elements)
    {
        foreach (int element in elements)
        {
            Add(4, bytes => BinaryPrimitives.WriteInt32LittleEndian(bytes, element));
        }

        return Constant(name, shape, "int32", quantized: null);
    }

    public HandmadeGraphModel Picture(string name, int height, int width, int channels) => Node("Placeholder", name, [], new JsonObject
    {
        ["shape"] = new JsonObject
        {
            ["shape"] = new JsonObject { ["dim"] = new JsonArray([.. new[] { -1, height, width, channels }.Select(size => new JsonObject { ["size"] = $"{size}" })]) },
        },
    });

    /// <summary>An operation with a window: of a size where it is not a convolution.</summary>
    public HandmadeGraphModel Windowed(string operation, string name, string[] inputs, TestWindow window, params string[] fused) =>
        Node(operation, name, inputs, new JsonObject
        {
            ["strides"] = Row(window.StepDown, window.StepAcross),
            ["ksize"] = Row(window.Height, window.Width),
            ["padding"] = new JsonObject { ["s"] = Word(window.IsSame ? "SAME" : "VALID") },
            ["fused_ops"] = new JsonObject { ["list"] = new JsonObject { ["s"] = new JsonArray([.. fused.Select(Word)]) } },
            ["num_args"] = new JsonObject { ["i"] = "1" },
        });

    public HandmadeGraphModel Node(string operation, string name, params string[] inputs) => Node(operation, name, inputs, []);

    private HandmadeGraphModel Node(string operation, string name, string[] inputs, JsonObject attributes)
    {
        _nodes.Add(new JsonObject { ["name"] = name, ["op"] = operation, ["input"] = new JsonArray([.. inputs]), ["attr"] = attributes });
        return this;
    }

    private HandmadeGraphModel Constant(string name, int[] shape, string type, string? quantized)
    {
        var weight = new JsonObject { ["name"] = name, ["shape"] = new JsonArray([.. shape]), ["dtype"] = type };
        if (quantized is not null)
        {
            weight["quantization"] = new JsonObject { ["dtype"] = quantized, ["original_dtype"] = type };
        }

        _weights.Add(weight);
        return Node("Const", name);
    }

    private void Add(int size, SpanWriter write)
    {
        byte[] bytes = new byte[size];
        write(bytes);
        _bytes.AddRange(bytes);
    }

    private static JsonObject Row(int down, int across) =>
        new() { ["list"] = new JsonObject { ["i"] = new JsonArray("1", $"{down}", $"{across}", "1") } };

    private static JsonValue Word(string word) => JsonValue.Create(Convert.ToBase64String(Encoding.UTF8.GetBytes(word)));

    private delegate void SpanWriter(Span<byte> bytes);
}
