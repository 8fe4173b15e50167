namespace Iris.Server.Tests;

/// <summary>A server with default settings, but for the limit on requests, shared by the tests of a class.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public IrisServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await IrisServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
