using System.Runtime.InteropServices;
using Iris.Plain;
using Iris.Server;
using Iris.Server.Privacy;
using Microsoft.AspNetCore.Connections;

// The server without Landlock, filter, locks, zeroing pools, scrub and overwritten heap.
WebApplication app = await IrisApplication.CreateAsync(args, services =>
{
    // Before it stands the web server's own.
    services.Remove(services.Last(service => service.ServiceType == typeof(IMemoryPoolFactory<byte>)));
    services.AddSingleton(provider => ActivatorUtilities.CreateInstance<IdleScrub>(provider, new StoppedTime()));
});
_ = Libc.SetOption(Libc.Perturb, 0);
await app.RunAsync();

namespace Iris.Plain
{
    internal static partial class Libc
    {
        public const int Perturb = -6;

        [LibraryImport("libc", EntryPoint = "mallopt")]
        public static partial int SetOption(int parameter, int value);
    }

    /// <summary>Time in which nothing comes due.</summary>
    internal sealed class StoppedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
