using Iris.Imaging;
using Iris.Memory;
using static Iris.Codecs.Wasmtime;

namespace Iris.Codecs;

/// <summary>
/// One decode in the sandbox: an instance of the module that begins with nothing and ends with the decode. Only its memory is left, with the pixels in it.
/// </summary>
internal static unsafe class SandboxedDecode
{
    /// <summary>Decodes a picture.</summary>
    /// <param name="file">The file's parts, one behind the other.</param>
    /// <param name="start">Where the file is.</param>
    /// <param name="header">What Iris has read of it: JPEG, PNG or WebP.</param>
    /// <param name="reduction">1, 2, 4 or 8; 1 for PNG.</param>
    /// <param name="memory">The memory that the decode has: zeroed, whole pages of WebAssembly.</param>
    /// <param name="pixels">Where the pixels begin in the memory, when the picture is whole or incomplete.</param>
    /// <param name="cancellationToken">Ends the decode, wherever it is.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static DecodeOutcome Run(
        byte* start, FilePart[] file, PictureHeader header, int reduction, SensitiveBuffer<byte> memory, out int pixels, CancellationToken cancellationToken)
    {
        // They live for as long as the decode: all end here.
        CodecModule module = CodecModule.Take();
        var sandbox = new SandboxMemory((byte*)memory.Address, (nuint)memory.Length);
        nint store = NewStore(module.Engine, 0, 0);
        try
        {
            nint context = ContextOf(store);

            // Whoever advances the engine's epoch by one ends what runs.
            SetEpochDeadline(context, 1);
            using CancellationTokenRegistration _ = cancellationToken.UnsafeRegister(static module => ((CodecModule)module!).Interrupt(), module);
            cancellationToken.ThrowIfCancellationRequested();
            CodecState state = Run(context, module, &sandbox, start, file, header, reduction, memory, out pixels);
            cancellationToken.ThrowIfCancellationRequested();
            return state switch
            {
                CodecState.Whole => DecodeOutcome.Whole,
                CodecState.Incomplete => DecodeOutcome.Incomplete,
                _ => DecodeOutcome.Unreadable,
            };
        }
        finally
        {
            DeleteStore(store);
            CodecModule.GiveBack(module);
        }
    }

    private static CodecState Run(
        nint context,
        CodecModule module,
        SandboxMemory* sandbox,
        byte* start,
        FilePart[] file,
        PictureHeader header,
        int reduction,
        SensitiveBuffer<byte> memory,
        out int pixels)
    {
        pixels = 0;
        if (!Succeeds(SandboxMemory.MakeInstance(sandbox, context, module.Module, out Instance instance, out nint trap), trap))
        {
            return CodecState.NoMemory;
        }

        int length = PictureCodec.LengthOf(file);
        if (!TryCall(context, instance, "reserve"u8, [length], out int at) || at == 0)
        {
            return CodecState.NoMemory;
        }

        Span<byte> copy = memory.Span.Slice(at, length);
        foreach (FilePart part in file)
        {
            new ReadOnlySpan<byte>(start + part.Start, part.Length).CopyTo(copy);
            copy = copy[part.Length..];
        }

        // What a codec gives up at is a trap; the module says why when it is asked after it.
        ReadOnlySpan<int> arguments = [FormatOf(header.Format), at, length, (int)header.Width, (int)header.Height, reduction];
        CodecState state = TryCall(context, instance, "decode"u8, arguments, out int ended) || TryCall(context, instance, "state"u8, [], out ended)
            ? (CodecState)ended
            : CodecState.Unreadable;
        if (state is not (CodecState.Whole or CodecState.Incomplete))
        {
            return state;
        }

        // It is asked once, and its answer is checked: the module is not trusted.
        long bytes = (long)header.CodecSide(header.Width, reduction) * header.CodecSide(header.Height, reduction) * Picture.BytesPerPixel;
        return TryCall(context, instance, "pixels"u8, [], out pixels) && pixels > 0 && pixels % SensitiveMemory.Alignment == 0 && pixels + bytes <= memory.Length
            ? state
            : CodecState.Unreadable;
    }

    private static bool TryCall(nint context, in Instance instance, ReadOnlySpan<byte> name, ReadOnlySpan<int> arguments, out int result)
    {
        result = 0;
        fixed (byte* start = name)
        {
            if (!TryGetExport(context, instance, start, (nuint)name.Length, out Extern export) || export.Kind != ExternKindFunction)
            {
                return false;
            }

            RawValue* values = stackalloc RawValue[Math.Max(arguments.Length, 1)];
            for (int i = 0; i < arguments.Length; i++)
            {
                values[i].Number = arguments[i];
            }

            if (!Succeeds(Call(context, export.Function, values, (nuint)Math.Max(arguments.Length, 1), out nint trap), trap))
            {
                return false;
            }

            result = values[0].Number;
            return true;
        }
    }

    private static bool Succeeds(nint error, nint trap)
    {
        if (error != 0)
        {
            DeleteError(error);
        }

        if (trap != 0)
        {
            DeleteTrap(trap);
        }

        return error == 0 && trap == 0;
    }

    private static int FormatOf(PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => 0,
        PictureFormat.Png => 1,
        _ => 2,
    };
}
