using System.Net;
using Iris.Server.Admission;
using Microsoft.Extensions.DependencyInjection;

namespace Iris.Server.Tests;

/// <summary>A server whose client has memory left for bodies, but not for a fetched picture, and pictures that are too large for what is left.</summary>
internal static class ScarceMemory
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>A client may have a quarter: 8 MiB.</summary>
    public static readonly string[] Settings =
    [
        $"Iris:Capacity:MemoryBudget={32 * Megabyte}",
        $"Iris:Comparison:MaxRequestBytes={Megabyte}",
        $"Iris:Fetch:MaxPictureBytes={2 * Megabyte}",
        $"Iris:Pictures:MaxDecodeBytes={16 * Megabyte}",
    ];

    /// <summary>Takes the memory of the client that the tests are, for as long as the result is not disposed of: what is left is less than a picture needs.</summary>
    public static IDisposable Take(IrisServer server)
    {
        Capacity.Visit visit = server.Services.GetRequiredService<Capacity>().Open(IPAddress.Loopback);
        const int Step = 64 * 1024;
        var taken = new Taken(visit);
        while (visit.Memory.HasRoomFor(Megabyte))
        {
            visit.Memory.Reserve(Step);
            taken.Bytes += Step;
        }

        return taken;
    }

    /// <summary>Serves pictures of more than 1 MiB.</summary>
    public static Task<PictureServer> ServeLargePicturesAsync() => PictureServer.StartAsync(static async context =>
        await context.Response.Body.WriteAsync(new byte[Megabyte + 1], context.RequestAborted));

    private sealed class Taken(Capacity.Visit visit) : IDisposable
    {
        public long Bytes { get; set; }

        public void Dispose()
        {
            visit.Memory.Release(Bytes);
            visit.Dispose();
        }
    }
}
