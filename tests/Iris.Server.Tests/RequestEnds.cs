using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Iris.Server.Tests;

/// <summary>Tells when requests have ended in every respect, which is a moment after their answers have arrived. Thread-safe.</summary>
internal sealed class RequestEnds : IStartupFilter, IDisposable
{
    private readonly SemaphoreSlim _ended = new(0);

    /// <summary>Waits until one more request has ended.</summary>
    public Task NextAsync() => _ended.WaitAsync(TestContext.Current.CancellationToken);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, following) =>
        {
            try
            {
                await following(context);
            }
            finally
            {
                _ended.Release();
            }
        });
        next(app);
    };

    public void Dispose() => _ended.Dispose();
}
