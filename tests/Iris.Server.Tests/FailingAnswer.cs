using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Iris.Server.Tests;

/// <summary>A bug of the server's in the middle of an answer: what writes it throws once, as soon as it has come to a text. Everything else is as it is.</summary>
/// <param name="text">The text after which it fails, in whichever pieces it is written.</param>
internal sealed class FailingAnswer(string text) : IStartupFilter
{
    private readonly byte[] _text = Encoding.UTF8.GetBytes(text);

    /// <summary>How many answers have failed.</summary>
    public int Failures { get; private set; }

    /// <summary>Starts a server with this bug.</summary>
    public Task<IrisServer> StartServerAsync(Action<IServiceCollection> configure, params string[] settings) => IrisServer.StartAsync(
        TimeProvider.System, services => configure(services.AddSingleton<IStartupFilter>(this)), settings);

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
        private readonly List<byte> _written = [];
        private Memory<byte> _last;
        private bool _hasFailed;

        public override bool CanGetUnflushedBytes => real.CanGetUnflushedBytes;

        public override long UnflushedBytes => real.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _last = real.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            _written.AddRange(_last.Span[..bytes]);
            real.Advance(bytes);
            if (!_hasFailed && _written.ToArray().AsSpan().IndexOf(bug._text) >= 0)
            {
                _hasFailed = true;
                bug.Failures++;
                throw new InvalidOperationException("A bug.");
            }
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => real.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => real.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => real.Complete(exception);
    }
}
