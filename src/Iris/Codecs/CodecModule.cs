using System.Reflection;
using System.Runtime.InteropServices;
using static Iris.Codecs.Wasmtime;

namespace Iris.Codecs;

/// <summary>
/// The codecs of JPEG, PNG and WebP, compiled from WebAssembly, so that they reach their own memory alone: codecs/README.md. A decode has one for itself, since Wasmtime
/// interrupts all that run on an engine. <see cref="Take"/> and <see cref="GiveBack"/> are thread-safe.
/// </summary>
/// <remarks>
/// The machine code for x64 lies beside the program, for processors with AVX2. On others it is compiled when it is first needed, which takes about a second.
/// </remarks>
internal sealed unsafe class CodecModule
{
    /// <summary>The file with the machine code, beside the program.</summary>
    public const string MachineCodeFile = "codecs.x64.cwasm";

    // x86-64-v3.
    private static readonly string[] ProcessorFlags =
    [
        "has_sse3", "has_ssse3", "has_sse41", "has_sse42", "has_cmpxchg16b", "has_popcnt", "has_avx", "has_avx2", "has_fma", "has_bmi1", "has_bmi2", "has_lzcnt",
    ];

    private static readonly Lazy<byte[]> CompiledHere = new(static () => Compile(isAhead: false));
    private static readonly Lock Gate = new();
    private static readonly List<CodecModule> Free = [];

    private CodecModule(nint engine, nint module, bool isCompiledAhead)
    {
        Engine = engine;
        Module = module;
        IsCompiledAhead = isCompiledAhead;
    }

    /// <summary>Whether the machine code was there already.</summary>
    public bool IsCompiledAhead { get; }

    /// <summary>Wasmtime's engine.</summary>
    internal nint Engine { get; }

    /// <summary>Wasmtime's module.</summary>
    internal nint Module { get; }

    /// <summary>Takes one that nobody uses, or loads one.</summary>
    /// <exception cref="CodecModuleException">The codecs cannot be loaded on this machine.</exception>
    public static CodecModule Take()
    {
        lock (Gate)
        {
            if (Free.Count > 0)
            {
                CodecModule free = Free[^1];
                Free.RemoveAt(Free.Count - 1);
                return free;
            }
        }

        return Load();
    }

    /// <summary>Gives one back. As many are kept as there are cores.</summary>
    public static void GiveBack(CodecModule module)
    {
        lock (Gate)
        {
            if (Free.Count < Environment.ProcessorCount)
            {
                Free.Add(module);
                return;
            }
        }

        DeleteModule(module.Module);
        DeleteEngine(module.Engine);
    }

    /// <summary>Ends the decode that has it.</summary>
    public void Interrupt() => IncrementEpoch(Engine);

    /// <summary>The module's file: WebAssembly.</summary>
    public static byte[] ReadWebAssembly()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("codecs.wasm")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Compiles the module.</summary>
    /// <param name="isAhead">True for x64 with AVX2, what is in the file <see cref="MachineCodeFile"/>, to be run on x64; false for this machine.</param>
    /// <exception cref="CodecModuleException">It cannot be compiled here.</exception>
    public static byte[] Compile(bool isAhead)
    {
        nint engine = NewEngine(Configure(isAhead));
        byte[] source = ReadWebAssembly();
        fixed (byte* start = source)
        {
            ThrowIf(NewModule(engine, start, (nuint)source.Length, out nint module));
            ThrowIf(SerializeModule(module, out ByteVector vector));
            byte[] file = new ReadOnlySpan<byte>(vector.Bytes, (int)vector.Length).ToArray();
            DeleteBytes(ref vector);
            DeleteModule(module);
            DeleteEngine(engine);
            return file;
        }
    }

    private static CodecModule Load()
    {
        try
        {
            // The same settings as when it was compiled, but for the target: that is this machine, whose processor has to have what the code uses.
            nint engine = NewEngine(Configure(isAhead: false));
            string path = Path.Combine(AppContext.BaseDirectory, MachineCodeFile);
            if (RuntimeInformation.ProcessArchitecture == Architecture.X64 && File.Exists(path))
            {
                nint error = DeserializeFile(engine, path, out nint ahead);
                if (error == 0)
                {
                    return new(engine, ahead, isCompiledAhead: true);
                }

                DeleteError(error);
            }

            fixed (byte* start = CompiledHere.Value)
            {
                ThrowIf(Deserialize(engine, start, (nuint)CompiledHere.Value.Length, out nint module));
                return new(engine, module, isCompiledAhead: false);
            }
        }
        catch (DllNotFoundException)
        {
            throw new CodecModuleException();
        }
    }

    private static nint Configure(bool isAhead)
    {
        nint config = NewConfig();

        // A trap is a return and not a signal: the runtime has the process's signal handlers, and with Wasmtime's beside them a division by zero in managed code was
        // seen to end the process. So every access to memory is compared with its length.
        SetSignalsBasedTraps(config, 0);
        SetNativeUnwindInfo(config, 0);

        // A decode ends when it is cancelled.
        SetEpochInterruption(config, 1);

        // The memory is Iris's, of the length that was counted, and stays where it is.
        SetMemoryReservation(config, 0);
        SetMemoryReservationForGrowth(config, 0);
        SetMemoryGuardSize(config, 0);
        SetMemoryMayMove(config, 0);
        SetMemoryInitCow(config, 0);
        MemoryCreator creator = SandboxMemory.Creator;
        SetMemoryCreator(config, &creator);

        // No threads that stay behind, each with a stack.
        SetParallelCompilation(config, 0);
        if (isAhead)
        {
            ThrowIf(SetTarget(config, "x86_64-unknown-linux-gnu"));
            foreach (string flag in ProcessorFlags)
            {
                EnableCraneliftFlag(config, flag);
            }
        }

        return config;
    }

    private static void ThrowIf(nint error)
    {
        if (error != 0)
        {
            DeleteError(error);
            throw new CodecModuleException();
        }
    }
}
