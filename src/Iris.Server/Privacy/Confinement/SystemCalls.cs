using System.Runtime.InteropServices;

namespace Iris.Server.Privacy.Confinement;

/// <summary>The numbers of system calls, which differ between architectures, by the kernel's tables.</summary>
internal sealed class SystemCalls
{
    /// <summary>The same everywhere.</summary>
    public const uint Openat2 = 437;

    public required uint Architecture { get; init; }

    public required nint Seccomp { get; init; }

    /// <summary>Null where only <see cref="Openat"/> exists.</summary>
    public uint? Open { get; init; }

    public required uint Openat { get; init; }

    public required uint Prctl { get; init; }

    /// <summary>What Iris never calls, whatever the arguments.</summary>
    public required uint[] Refused { get; init; }

    /// <summary>The ones of the process's architecture, or null if they are not known here.</summary>
    public static SystemCalls? OfThisArchitecture => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => X64,
        System.Runtime.InteropServices.Architecture.Arm64 => Arm64,
        _ => null,
    };

    private static SystemCalls X64 => new()
    {
        Architecture = 0xC000003E,
        Seccomp = 317,
        Open = 2,
        Openat = 257,
        Prctl = 157,
        Refused =
        [
            // creat, truncate, rename, renameat, renameat2, link, linkat, symlink, symlinkat, unlink, unlinkat
            85, 76, 82, 264, 316, 86, 265, 88, 266, 87, 263,

            // mkdir, mkdirat, rmdir, mknod, mknodat, setxattr, lsetxattr, fsetxattr, open_by_handle_at, mount
            83, 258, 84, 133, 259, 188, 189, 190, 304, 165,

            // chmod, fchmod, fchmodat, chown, fchown, lchown, fchownat, utime, utimes, futimesat, utimensat
            90, 91, 268, 92, 93, 94, 260, 132, 235, 261, 280,

            // removexattr, lremovexattr, fremovexattr, umount2, chroot, swapon, unshare, setns
            197, 198, 199, 166, 161, 167, 272, 308,

            // mq_open, shmget, shmat, msgget, add_key, request_key, keyctl
            240, 29, 30, 68, 248, 249, 250,

            // execve, execveat, ptrace, process_vm_readv, process_vm_writev, kcmp
            59, 322, 101, 310, 311, 312,

            // bpf, perf_event_open, userfaultfd, init_module, finit_module, kexec_load, kexec_file_load
            321, 298, 323, 175, 313, 246, 320,
            .. OfAllArchitectures,
        ],
    };

    private static SystemCalls Arm64 => new()
    {
        Architecture = 0xC00000B7,
        Seccomp = 277,
        Openat = 56,
        Prctl = 167,
        Refused =
        [
            // truncate, renameat, renameat2, linkat, symlinkat, unlinkat
            45, 38, 276, 37, 36, 35,

            // mkdirat, mknodat, setxattr, lsetxattr, fsetxattr, open_by_handle_at, mount
            34, 33, 5, 6, 7, 265, 40,

            // fchmod, fchmodat, fchown, fchownat, utimensat
            52, 53, 55, 54, 88,

            // removexattr, lremovexattr, fremovexattr, umount2, chroot, swapon, unshare, setns
            14, 15, 16, 39, 51, 224, 97, 268,

            // mq_open, shmget, shmat, msgget, add_key, request_key, keyctl
            180, 194, 196, 186, 217, 218, 219,

            // execve, execveat, ptrace, process_vm_readv, process_vm_writev, kcmp
            221, 281, 117, 270, 271, 272,

            // bpf, perf_event_open, userfaultfd, init_module, finit_module, kexec_load, kexec_file_load
            280, 241, 282, 105, 273, 104, 294,
            .. OfAllArchitectures,
        ],
    };

    // io_uring_setup, which opens files past a filter; move_mount, fsopen, pidfd_getfd, fchmodat2, setxattrat, removexattrat
    private static uint[] OfAllArchitectures => [425, 429, 430, 438, 452, 463, 466];
}
