namespace Iris.Server.Tests;

/// <summary>A server with memory for a few fetched pictures, and pictures that hold it for as long as they are waited for.</summary>
internal static class ScarceMemory
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>A client may have a quarter: 8 MiB. No fetch ends by itself, so that on a busy machine too the memory stays taken.</summary>
    public static readonly string[] Settings =
    [
        $"Iris:Capacity:MemoryBudget={32 * Megabyte}",
        $"Iris:Comparison:MaxRequestBytes={Megabyte}",
        $"Iris:Fetch:MaxPictureBytes={2 * Megabyte}",
        $"Iris:Pictures:MaxDecodeBytes={16 * Megabyte}",
        "Iris:Fetch:ConnectTimeout=00:10:00",
        "Iris:Fetch:HeaderTimeout=00:10:00",
        "Iris:Fetch:Timeout=00:10:00",
        "Iris:Fetch:MinBytesPerSecond=1",
    ];

    /// <summary>Serves pictures that take 2 MiB each, as memory grows by doubling, and have no end.</summary>
    public static Task<PictureServer> ServeEndlessPicturesAsync() => PictureServer.StartAsync(static async context =>
    {
        await context.Response.Body.WriteAsync(new byte[Megabyte + 1], context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await PictureServer.KeepWaitingAsync(context);
    });
}
