using Iris.Memory;

namespace Iris.Fuzz;

/// <summary>After an input nothing of it is left: every block was released by its owner, and can be given back to the system.</summary>
internal static class MemoryBalance
{
    /// <summary>Checks it. Nothing else may use <see cref="SensitiveMemory"/> at the time.</summary>
    public static void Check()
    {
        SensitiveMemory.Trim();
        ViolationException.Unless(SensitiveMemory.Protection.MappedBytes == 0, "No sensitive memory stays in use.");
        ViolationException.Unless(SensitiveMemory.Leaked == 0, "No owner forgets its buffer.");
    }
}
