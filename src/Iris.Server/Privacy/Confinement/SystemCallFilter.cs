using System.Runtime.InteropServices;

namespace Iris.Server.Privacy.Confinement;

/// <summary>
/// A seccomp filter (seccomp(2)) over all threads: the second layer beneath <see cref="Landlock"/>. It refuses system calls that change
/// the file system, keep data in the kernel beyond the process, start a program, or look into another process.
/// </summary>
internal static unsafe class SystemCallFilter
{
    private const nint SetFilterMode = 1;
    private const nint OnAllThreads = 1;

    // Classic BPF: load a word of struct seccomp_data, jump if equal, if greater or equal, if a bit is set, return.
    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfBitSet = 0x45;
    private const ushort Return = 0x06;

    private const uint Allow = 0x7fff0000;
    private const uint Refuse = 0x00050000;

    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint ArgumentsOffset = 16;

    // System calls of the x32 convention, which would get around a list of the others, begin here. No other architecture has as many.
    private const uint X32 = 0x40000000;

    // To write, to read and write, to create, to truncate, a file without a name.
    private const uint OpenToChange = 0x1 | 0x2 | 0x40 | 0x200 | 0x400000;

    /// <summary>Applies the filter to every thread of the process, for good.</summary>
    /// <param name="mayOpenToWrite">Refuses by its flags neither <c>open</c> nor <c>openat</c>.</param>
    /// <returns>False where there is none for the architecture, or the kernel refuses.</returns>
    public static bool Apply(bool mayOpenToWrite)
    {
        if (SystemCalls.OfThisArchitecture is not { } calls)
        {
            return false;
        }

        Instruction[] filter = Compile(calls, mayOpenToWrite);
        fixed (Instruction* first = filter)
        {
            var program = new FilterProgram { Length = (ushort)filter.Length, First = first };
            return Libc.ProcessControl(Libc.SetNoNewPrivileges, 1, 0, 0, 0) == 0
                && Libc.SystemCall(calls.Seccomp, SetFilterMode, OnAllThreads, (nint)(&program), 0) == 0;
        }
    }

    private static Instruction[] Compile(SystemCalls calls, bool mayOpenToWrite)
    {
        var filter = new List<Instruction>();
        filter.Add(new(Load, 0, 0, ArchitectureOffset));
        filter.Add(new(JumpIfEqual, 1, 0, calls.Architecture));
        filter.Add(new(Return, 0, 0, Refuse | Libc.Eperm));
        filter.Add(new(Load, 0, 0, NumberOffset));
        filter.Add(new(JumpIfAtLeast, 0, 1, X32));
        filter.Add(new(Return, 0, 0, Refuse | Libc.Eperm));

        // Its flags are behind a pointer, where a filter cannot see them. Whoever calls it falls back to openat.
        AddIfCalled(SystemCalls.Openat2, new Instruction(Return, 0, 0, Refuse | Libc.Enosys));
        foreach (uint refused in calls.Refused)
        {
            AddIfCalled(refused, new Instruction(Return, 0, 0, Refuse | Libc.Eperm));
        }

        if (!mayOpenToWrite)
        {
            AddIfArgument(calls.Openat, argument: 2, JumpIfBitSet, OpenToChange);
            if (calls.Open is { } open)
            {
                AddIfArgument(open, argument: 1, JumpIfBitSet, OpenToChange);
            }
        }

        // What keeps a debugger and a core dump away stays.
        AddIfArgument(calls.Prctl, argument: 0, JumpIfEqual, Libc.SetDumpable);
        filter.Add(new(Return, 0, 0, Allow));
        return [.. filter];

        void AddIfCalled(uint number, params ReadOnlySpan<Instruction> then)
        {
            filter.Add(new(JumpIfEqual, 0, (byte)then.Length, number));
            filter.AddRange(then);
        }

        // The low word of an argument: all of it that the kernel looks at for these calls. Little-endian, as the architectures are.
        void AddIfArgument(uint number, uint argument, ushort jump, uint value) => AddIfCalled(
            number,
            new(Load, 0, 0, ArgumentsOffset + (argument * sizeof(ulong))),
            new(jump, 0, 1, value),
            new(Return, 0, 0, Refuse | Libc.Eperm),
            new(Return, 0, 0, Allow));
    }

    // struct sock_filter
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    // struct sock_fprog
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public Instruction* First;
    }
}
