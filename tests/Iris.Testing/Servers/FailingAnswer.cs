using System.IO.Pipelines;
using System.Text;
using Iris.Testing.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(FailingAnswerStartup))]

namespace Iris.Testing.Servers;

/// <summary>
/// A bug of the server's in the middle of an answer: what writes it throws, once in a request, as soon as it has written a piece. Everything else is as it
/// is, and nothing that was written is kept.
/// </summary>
/// <param name="piece">What is written at once, such as the name of a property or of a person.</param>
/// <param name="times">How often it is written until then.</param>
public sealed class FailingAnswer(string piece, int times = 1) : IStartupFilter
{
    private readonly byte[] _piece = Encoding.UTF8.GetBytes(piece);
    private readonly int _times = times;

    /// <summary>How many answers have failed.</summary>
    public int Failures { get; private set; }

    /// <summary>Starts a server with this bug.</summary>
    /// <param name="configure">Adds services.</param>
    /// <param name="settings">Settings.</param>
    public Task<IrisServer> StartServerAsync(Action<IServiceCollection> configure, params string[] settings) => IrisServer.StartAsync(
        TimeProvider.System, services => configure(services.AddSingleton<IStartupFilter>(this)), settings);

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, following) =>
        {
            IHttpResponseBodyFeature real = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            context.Features.Set<IHttpResponseBodyFeature>(new Body(real, new Writer(real.Writer, this)));
            await following(context);
            context.Features.Set(real);
        });
        next(app);
    };

    private sealed class Body(IHttpResponseBodyFeature real, Writer writer) : IHttpResponseBodyFeature
    {
        public Stream Stream => real.Stream;

        public PipeWriter Writer => writer;

        public void DisableBuffering() => real.DisableBuffering();

        public Task StartAsync(CancellationToken cancellationToken = default) => real.StartAsync(cancellationToken);

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            real.SendFileAsync(path, offset, count, cancellationToken);

        public Task CompleteAsync() => real.CompleteAsync();
    }

    private sealed class Writer(PipeWriter real, FailingAnswer bug) : PipeWriter
    {
        private Memory<byte> _last;
        private int _seen;

        public override bool CanGetUnflushedBytes => real.CanGetUnflushedBytes;

        public override long UnflushedBytes => real.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _last = real.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            bool isPiece = _last.Span[..bytes].IndexOf(bug._piece) >= 0;
            real.Advance(bytes);
            if (isPiece && ++_seen == bug._times)
            {
                bug.Failures++;
                throw new InvalidOperationException("A bug.");
            }
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => real.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => real.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => real.Complete(exception);
    }
}

/// <summary>
/// Adds the bug to the real program: when <c>ASPNETCORE_HOSTINGSTARTUPASSEMBLIES</c> names this assembly, and <see cref="PieceVariable"/> says where it
/// fails.
/// </summary>
public sealed class FailingAnswerStartup : IHostingStartup
{
    /// <summary>The variable that has the piece.</summary>
    public const string PieceVariable = "IRIS_TEST_FAILS_AFTER";

    /// <inheritdoc/>
    public void Configure(IWebHostBuilder builder)
    {
        if (Environment.GetEnvironmentVariable(PieceVariable) is { } piece)
        {
            builder.ConfigureServices(services => services.AddSingleton<IStartupFilter>(new FailingAnswer(piece)));
        }
    }
}
