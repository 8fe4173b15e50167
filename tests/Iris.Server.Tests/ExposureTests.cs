using Iris.Testing.Access;

namespace Iris.Server.Tests;

/// <summary>What an operator is told who lets everybody in.</summary>
public sealed class ExposureTests : IDisposable
{
    private const string OpenToAll = "Iris[7]";
    private const string InClear = "Iris[8]";

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
    public async Task Whoever_listens_for_others_is_warned_once_unless_they_need_credentials(string urls, bool asksForKeys, string? expected)
    {
        _files.WriteKeys(AccessFiles.CreateKey("a").Entry);
        string[] settings =
        [
            $"urls={urls}", .. asksForKeys ? [_files.KeySetting] : (string[])[],
            .. new SelfSignedCertificate(_files.PathOf(""), TimeProvider.System).Settings
                .Where(setting => setting.Contains("Certificate:", StringComparison.Ordinal))
                .Select(setting => setting.Replace("Endpoints:Https:Certificate", "Certificates:Default", StringComparison.Ordinal)),
        ];
        await using IrisProcess iris = await IrisProcess.StartAsync(settings);

        string log = await iris.EndAsync();

        foreach (string warning in (string[])[OpenToAll, InClear])
        {
            Assert.Equal(warning == expected ? 2 : 1, log.Split(warning).Length);
        }

        Assert.Equal(expected is not null, log.Contains("docs/access.md", StringComparison.Ordinal));
    }
}
