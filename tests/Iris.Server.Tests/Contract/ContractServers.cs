using System.Net;
using System.Text;
using Iris.Server.Admission;
using Iris.Testing.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Iris.Server.Tests.Contract;

/// <summary>
/// Servers that are brought to give every documented answer, and the pictures of the examples: <c>http://pictures.example</c>, by way of a
/// proxy, is the folder <c>tests/faces</c>.
/// </summary>
public sealed class ContractServers : IAsyncLifetime
{
    private readonly Dictionary<string, IrisServer> _servers = [];
    private readonly List<IDisposable> _held = [];
    private readonly List<TokenAuthority> _authorities = [];
    private readonly BreakingClock _clock = new();
    private RawServer _pictures = null!;

    public ValueTask InitializeAsync()
    {
        _pictures = RawServer.Start(static request =>
        {
            string picture = new Uri(request.Target).AbsolutePath.TrimStart('/');
            if (!Pictures.Has(picture))
            {
                return request.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            }

            byte[] bytes = Pictures.Read(picture);
            return request.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: {bytes.Length}\r\n\r\n{Encoding.Latin1.GetString(bytes)}");
        });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _held.ForEach(static held => held.Dispose());
        foreach (IrisServer server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        foreach (TokenAuthority authority in _authorities)
        {
            await authority.DisposeAsync();
        }

        await _pictures.DisposeAsync();
    }

    /// <summary>A server that answers: the results of a stream in the order of the request.</summary>
    internal Task<IrisServer> UsualAsync() => GetAsync("usual", "Iris:Comparison:MaxParallelCandidates=1");

    /// <summary>A server that takes bodies of 64 KiB, two candidates and names of ten bytes.</summary>
    internal Task<IrisServer> SmallAsync() => GetAsync(
        "small", "Iris:Comparison:MaxRequestBytes=65536", "Iris:Comparison:MaxCandidates=2", "Iris:Comparison:MaxNameBytes=10");

    /// <summary>A server that waits a second for a body.</summary>
    internal Task<IrisServer> ImpatientAsync() => GetAsync("impatient", "Iris:Requests:BodyTimeout=00:00:01");

    /// <summary>A server that answers one request a second.</summary>
    internal Task<IrisServer> LimitedAsync() => GetAsync(
        "limited", "Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1", "Iris:RateLimit:Burst=1");

    /// <summary>A server whose only place is taken.</summary>
    internal async Task<IrisServer> BusyAsync()
    {
        bool isNew = !_servers.ContainsKey("busy");
        IrisServer server = await GetAsync("busy", "Iris:Capacity:MaxRequests=1");
        if (isNew)
        {
            Capacity.Visit visit = server.Services.GetRequiredService<Capacity>().Open(IPAddress.IPv6Any);
            Assert.True(visit.TryBegin());
            _held.Add(visit);
        }

        return server;
    }

    /// <summary>A server with a bug.</summary>
    internal async Task<IrisServer> BrokenAsync()
    {
        IrisServer server = await GetAsync("broken", _clock);
        _clock.IsBroken = true;
        return server;
    }

    /// <summary>A server that asks for a token that allows to compare, and one that does not.</summary>
    internal Task<(IrisServer Server, string Token)> AskingAsync() => AskingAsync("asking", isOut: false);

    /// <summary>The same while the authority is out of order.</summary>
    internal Task<(IrisServer Server, string Token)> OrphanedAsync() => AskingAsync("orphaned", isOut: true);

    /// <summary>A server that has been asked for one comparison, at this very moment.</summary>
    internal async Task<IrisServer> AskedOnceAsync()
    {
        bool isNew = !_servers.ContainsKey("asked once");
        IrisServer server = await GetAsync("asked once", new FakeTimeProvider());
        if (isNew)
        {
            (await server.PostAsync("{}")).Dispose();
        }

        return server;
    }

    private async Task<(IrisServer Server, string Token)> AskingAsync(string name, bool isOut)
    {
        TokenAuthority? authority = _authorities.Find(one => one.IsOut == isOut);
        if (authority is null)
        {
            authority = await TokenAuthority.StartAsync();
            authority.IsOut = isOut;
            _authorities.Add(authority);
        }

        return (await GetAsync(name, [.. authority.Settings, "Iris:Access:Jwt:RequiredScope=compare"]), authority.Issue("a"));
    }

    private Task<IrisServer> GetAsync(string name, params string[] settings) => GetAsync(name, TimeProvider.System, settings);

    private async Task<IrisServer> GetAsync(string name, TimeProvider time, params string[] settings)
    {
        if (!_servers.TryGetValue(name, out IrisServer? server))
        {
            server = await IrisServer.StartAsync(time, [.. settings, $"Iris:Fetch:Proxy=http://127.0.0.1:{_pictures.Port}"]);
            _servers.Add(name, server);
        }

        return server;
    }

    private sealed class BreakingClock : TimeProvider
    {
        public bool IsBroken { get; set; }

        public override long GetTimestamp() => IsBroken ? throw new InvalidOperationException() : base.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            IsBroken ? throw new InvalidOperationException() : base.CreateTimer(callback, state, dueTime, period);
    }
}
