using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Iris.Codecs.Wasmtime;

namespace Iris.Codecs;

/// <summary>
/// The whole memory of one decode in the sandbox: Iris's own, so that it is locked, left out of dumps and zeroed as all memory with request data is. The codecs can reach
/// nothing else, and cannot have more of it than this. It must stay where it is for as long as the instance lives that has it.
/// </summary>
/// <param name="start">Where it is.</param>
/// <param name="length">How much: a multiple of <see cref="PageBytes"/>, zeroed.</param>
internal unsafe struct SandboxMemory(byte* start, nuint length)
{
    /// <summary>WebAssembly counts memory in pages.</summary>
    public const int PageBytes = 64 * 1024;

    // Which memory the instance gets that this thread makes.
    [ThreadStatic]
    private static SandboxMemory* _next;

    private readonly byte* _start = start;
    private readonly nuint _length = length;

    // What the module has of it. It begins with what it needs for itself.
    private nuint _taken;

    /// <summary>Has Wasmtime make its memories here.</summary>
    public static MemoryCreator Creator => new() { NewMemory = &New };

    /// <summary>Makes an instance that has a memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="context">Wasmtime's context.</param>
    /// <param name="module">The module.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="trap">The trap that was met, 0 if none.</param>
    /// <returns>Wasmtime's error, 0 if there is none: there is one where the memory is too small for the module itself.</returns>
    public static nint MakeInstance(SandboxMemory* memory, nint context, nint module, out Instance instance, out nint trap)
    {
        _next = memory;
        nint error = NewInstance(context, module, 0, 0, out instance, out trap);
        _next = null;
        return error;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint New(nint environment, nint type, nuint minimum, nuint maximum, nuint reserved, nuint guard, LinearMemory* memory)
    {
        SandboxMemory* next = _next;
        if (next is null || minimum > next->_length)
        {
            return NewError();
        }

        next->_taken = minimum;
        *memory = new() { Environment = (nint)next, Get = &Get, Grow = &Grow };
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* Get(nint environment, nuint* length, nuint* maximum)
    {
        var memory = (SandboxMemory*)environment;
        *length = memory->_taken;
        *maximum = memory->_length;
        return memory->_start;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Grow(nint environment, nuint length)
    {
        var memory = (SandboxMemory*)environment;
        if (length > memory->_length)
        {
            return NewError();
        }

        memory->_taken = length;
        return 0;
    }
}
