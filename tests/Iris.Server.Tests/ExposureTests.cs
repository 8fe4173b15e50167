using Iris.Testing.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Iris.Server.Tests;

/// <summary>What an operator is told who lets everybody in.</summary>
public sealed class ExposureTests : IDisposable
{
    private const int OpenToAll = 7;
    private const int InClear = 8;

    private readonly AccessFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("http://127.0.0.1:0", false, null)]
    [InlineData("http://[::1]:0", false, null)]
    [InlineData("http://0.0.0.0:0", false, OpenToAll)]
    [InlineData("http://[::]:0", false, OpenToAll)]
    [InlineData("http://*:0", false, OpenToAll)]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0", false, OpenToAll)]
    [InlineData("http://127.0.0.1:0", true, null)]
    [InlineData("http://0.0.0.0:0", true, InClear)]
    [InlineData("https://0.0.0.0:0", true, null)]
    [InlineData("https://0.0.0.0:0", false, OpenToAll)]
    public async Task Whoever_listens_for_others_is_warned_once_unless_they_need_credentials(string urls, bool asksForKeys, int? expected)
    {
        _files.WriteKeys(AccessFiles.CreateKey("a").Entry);
        string[] settings =
        [
            $"urls={urls}", .. asksForKeys ? [_files.KeySetting] : (string[])[],
            .. new SelfSignedCertificate(_files.PathOf(""), TimeProvider.System).Settings
                .Where(setting => setting.Contains("Certificate:", StringComparison.Ordinal))
                .Select(setting => setting.Replace("Endpoints:Https:Certificate", "Certificates:Default", StringComparison.Ordinal)),
        ];
        var log = new EventLog();
        await using WebApplication app = await IrisApplication.CreateAsync(
            [.. settings.Select(setting => $"--{setting}")], services => services.AddLogging(logging => logging.ClearProviders().AddProvider(log)));
        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected is { } id ? [id] : [], log.Events.Select(logged => logged.Id).Where(id => id is OpenToAll or InClear));
    }
}
