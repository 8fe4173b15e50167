using Iris.Memory;
using Iris.Tests;

[assembly: AssemblyFixture(typeof(NothingLeaks))]

namespace Iris.Tests;

/// <summary>After all tests: every buffer was released by its owner, in the tests that ended with an exception too.</summary>
public sealed class NothingLeaks : IDisposable
{
    public void Dispose()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(DeliberateLeaks.Count, SensitiveMemory.Leaked);
    }
}
