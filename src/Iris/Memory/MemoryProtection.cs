namespace Iris.Memory;

/// <summary>How the memory behind every <see cref="SensitiveBuffer{T}"/> is protected, as the system has answered. Linux only.</summary>
/// <param name="MappedBytes">What is mapped at the moment, in use or kept for the next request.</param>
/// <param name="LockedBytes">How much of that is locked: the system never writes it to swap.</param>
/// <param name="LockLimitBytes">How much the process may lock; <see cref="long.MaxValue"/> without a limit.</param>
/// <param name="Refusal">Why some memory, since the process started, could not be locked.</param>
/// <param name="IsExcludedFromDumps">Whether the system has agreed, for all of it, to leave it out of core dumps.</param>
public sealed record MemoryProtection(long MappedBytes, long LockedBytes, long LockLimitBytes, LockRefusal Refusal, bool IsExcludedFromDumps)
{
    /// <summary>What is mapped at the moment and could not be locked.</summary>
    public long UnlockedBytes => MappedBytes - LockedBytes;
}

/// <summary>Why memory is not locked.</summary>
public enum LockRefusal
{
    /// <summary>All of it was locked.</summary>
    None,

    /// <summary>It would have been more than the process may lock: raise <c>RLIMIT_MEMLOCK</c>, in systemd <c>LimitMEMLOCK=</c>.</summary>
    LimitReached,

    /// <summary>The process may lock nothing.</summary>
    NotPermitted,

    /// <summary>The system does not offer it, or Iris does not ask it to.</summary>
    NotSupported,
}
