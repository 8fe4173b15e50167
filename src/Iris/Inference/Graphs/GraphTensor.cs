using System.Runtime.InteropServices;

namespace Iris.Inference.Graphs;

/// <summary>A constant of a graph (ONNX's TensorProto): weights as a rule.</summary>
internal sealed class GraphTensor
{
    private const int FloatType = 1;
    private const int IntegerType = 7;

    private readonly WireMessage _message;
    private readonly long _type;
    private readonly ReadOnlyMemory<byte>? _bytes;
    private readonly List<long>? _integers;

    private GraphTensor(
        string name, IReadOnlyList<long> shape, WireMessage message, long type, ReadOnlyMemory<byte>? bytes, List<long>? integers)
    {
        Name = name;
        Shape = shape;
        _message = message;
        _type = type;
        _bytes = bytes;
        _integers = integers;
    }

    public string Name { get; }

    public IReadOnlyList<long> Shape { get; }

    /// <summary>Whether it holds as many floats as its shape says, within it.</summary>
    public bool IsFloat => _type == FloatType && _bytes is { } bytes && ElementsOf(Shape) is { } count && bytes.Length == count * sizeof(float);

    /// <summary>The elements, where it <see cref="IsFloat"/>.</summary>
    public ReadOnlySpan<float> Floats => MemoryMarshal.Cast<byte, float>(_bytes!.Value.Span);

    /// <summary>Reads a tensor. One whose elements are not understood has none that can be read.</summary>
    /// <returns>Null when it is malformed.</returns>
    public static GraphTensor? Read(ReadOnlyMemory<byte> message)
    {
        string? name = null;
        long? type = null;
        List<long> shape = [], integers = [];
        ReadOnlyMemory<byte>? floats = null, raw = null;
        bool isElsewhere = false;
        if (WireField.Read(message) is not { } fields
            || !fields.TrueForAll(field => field.Number switch
            {
                1 => field.TryAdd(shape),
                2 => field.TrySet(ref type),
                4 => field.TrySet(ref floats),
                7 => field.TryAdd(integers),
                8 => field.TrySet(ref name),
                9 => field.TrySet(ref raw),
                12 => true,
                _ => isElsewhere = true,
            }))
        {
            return null;
        }

        // Elements of other kinds, in segments or in another file: nothing of them is read. Nor where they stand twice.
        bool isRaw = raw is not null && floats is null && integers.Count == 0;
        bool isPacked = raw is null && floats is not null && integers.Count == 0;
        ReadOnlyMemory<byte>? bytes = isElsewhere ? null : isRaw ? raw : isPacked ? floats : null;
        bool isIntegers = !isElsewhere && raw is null && floats is null;
        return new(name ?? string.Empty, shape, new WireMessage(message), isPacked && type != FloatType ? 0 : type ?? 0, bytes, isIntegers ? integers : null);
    }

    /// <summary>Makes a tensor of floats.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="fill">Writes the elements, which are zero before.</param>
    public static GraphTensor Of(string name, IReadOnlyList<long> shape, Action<Span<float>> fill)
    {
        byte[] bytes = new byte[checked(shape.Aggregate(1, static (count, length) => count * (int)length) * sizeof(float))];
        fill(MemoryMarshal.Cast<byte, float>(bytes.AsSpan()));
        var message = new WireMessage();
        foreach (long length in shape)
        {
            message.Add(1, length);
        }

        message.Add(2, FloatType);
        message.Add(8, name);
        message.Add(9, bytes);
        return new(name, shape, message, FloatType, bytes, integers: null);
    }

    /// <summary>Reads a row of integers of a known length.</summary>
    public bool TryReadIntegers(Span<long> integers)
    {
        if (_type != IntegerType || Shape.Count != 1 || Shape[0] != integers.Length)
        {
            return false;
        }

        if (_bytes is { } bytes)
        {
            return WireField.TryReadFixed(bytes.Span, integers);
        }

        if (_integers?.Count != integers.Length)
        {
            return false;
        }

        CollectionsMarshal.AsSpan(_integers).CopyTo(integers);
        return true;
    }

    /// <summary>The tensor as a field of a message.</summary>
    public void WriteTo(WireMessage message, int field) => message.Add(field, _message);

    // Null where a length is not positive, or the elements are more than an array holds.
    private static long? ElementsOf(IReadOnlyList<long> shape)
    {
        long count = 1;
        foreach (long length in shape)
        {
            if (length <= 0 || length > int.MaxValue || (count *= length) > int.MaxValue)
            {
                return null;
            }
        }

        return count;
    }
}
