namespace Iris.Client.Tests;

/// <summary>A server with default settings, but for the limit on requests, and a client of it, shared by the tests of a class.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public IrisServer Server { get; private set; } = null!;

    public IrisClient Iris { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await IrisServer.StartAsync();
        Iris = Server.Connect();
    }

    public async ValueTask DisposeAsync()
    {
        Iris.Dispose();
        await Server.DisposeAsync();
    }
}
