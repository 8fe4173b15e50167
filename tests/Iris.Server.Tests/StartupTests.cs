using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Iris.Models;
using Iris.Testing.Networks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Iris.Server.Tests;

public sealed class StartupTests
{
    [Fact]
    public async Task A_missing_model_is_told_in_one_line()
    {
        using var pack = PackFolder.OfDefault();
        File.Delete(pack.In("facemesh_468.onnx"));

        await AssertCannotStartAsync("facemesh_468.onnx: it is missing.", $"--Iris:Models:Path={pack.Folder}");
    }

    [Fact]
    public async Task A_damaged_model_is_told_in_one_line()
    {
        using var pack = PackFolder.OfDefault();
        using (FileStream model = new(pack.In("mobilefacenet_192.onnx"), FileMode.Open, FileAccess.Write))
        {
            model.WriteByte(0xFF);
        }

        await AssertCannotStartAsync("mobilefacenet_192.onnx: it is damaged", $"--Iris:Models:Path={pack.Folder}");
    }

    [Fact]
    public async Task A_manifest_that_is_wrong_is_told_in_one_line()
    {
        using PackFolder pack = PackFolder.OfDefault().Edit(static manifest => manifest["detector"] = "retinaface");
        await AssertCannotStartAsync("manifest.json: its 'detector' has a value that it cannot have", $"--Iris:Models:Path={pack.Folder}");
    }

    [Fact]
    public async Task A_pack_that_embeds_nothing_is_told_in_one_line()
    {
        using PackFolder pack = PackFolder.OfDefault().Replace(ModelRole.Embedder, file: "faulty.onnx", network: FaultyEmbedders.NoNumber());
        await AssertCannotStartAsync(
            "faulty.onnx: it answers a face with what is no number: see the embedder's mean and scale.", $"--Iris:Models:Path={pack.Folder}");
    }

    [Fact]
    public async Task A_pack_that_is_refused_memory_ends_the_program_with_one_line_and_no_crash()
    {
        using PackFolder pack = PackFolder.OfDefault().Replace(ModelRole.Embedder, file: "greedy.onnx", network: FaultyEmbedders.Greedy(4L << 40));

        (int exitCode, string output, string error) = await IrisProcess.RunToEndAsync("--urls=http://127.0.0.1:0", $"--Iris:Models:Path={pack.Folder}");

        Assert.Equal(
            (71, "", $"Iris ends: {pack.In("greedy.onnx")} asks for more than 1 GiB of memory in one piece. See docs/operations.md.\n"), (exitCode, output, error));
    }

    [Fact]
    public async Task A_rate_for_a_pack_that_was_measured_at_none_is_told()
    {
        using PackFolder pack = PackFolder.OfDefault().WithThreshold(0.363);
        await AssertCannotStartAsync(
            "Iris:Comparison:FalseMatchRate: the model pack was measured at no rate: leave it out, or set Iris:Comparison:Threshold.",
            $"--Iris:Models:Path={pack.Folder}",
            "--Iris:Comparison:FalseMatchRate=0.001");
    }

    [Theory]
    [InlineData("cuda", "Cuda", "Microsoft.ML.OnnxRuntime.Gpu.Linux")]
    [InlineData("OpenVINO", "OpenVino", "Intel.ML.OnnxRuntime.OpenVino")]
    public async Task An_execution_provider_that_is_not_installed_is_told_in_one_line(string setting, string name, string source)
    {
        string line = await CannotStartAsync($"--Iris:Inference:Provider={setting}");

        Assert.StartsWith(
            $"Iris cannot start. Execution provider {name}: the ONNX Runtime that Iris was built with lacks it; ", line, StringComparison.Ordinal);
        Assert.Contains(source, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Iris:Inference:Provider=gpu", "Iris:Inference:Provider must be Cpu or Cuda or OpenVino or CoreML, not ‘gpu’.")]
    [InlineData("Iris:Inference:Provider=4", "Iris:Inference:Provider must be Cpu or Cuda or OpenVino or CoreML, not ‘4’.")]
    [InlineData("Iris:Comparison:FalseMatchRate=0.5", "Iris:Comparison:FalseMatchRate: 0.5 has not been calibrated: set a rate from 0.000001 to 0.001,")]
    [InlineData("Iris:Comparison:FalseMatchRate=0", "FalseMatchRate")]
    [InlineData("Iris:Comparison:Threshold=2", "Threshold")]
    [InlineData("Iris:Comparison:Threshold=high", "Threshold")]
    [InlineData("Iris:Comparison:MaxRequestBytes=1", "MaxRequestBytes")]
    [InlineData("Iris:Fetch:Timeout=00:00:00", "Timeout")]
    [InlineData("Iris:Pictures:MaxSide=0", "MaxSide")]
    [InlineData("Iris:Pictures:MaxPixels=4294836226", "MaxPixels")]
    [InlineData("Iris:Pictures:MaxFrames=0", "MaxFrames")]
    [InlineData("Iris:Pictures:MaxDecodeBytes=16777215", "MaxDecodeBytes")]
    [InlineData("Iris:Fetch:AllowedNetworks=10.0.0.0/8, 10.1.2.3/16", "‘10.1.2.3/16’")]
    [InlineData("Iris:Fetch:AllowedHosts=http://archive.test", "‘http://archive.test’")]
    [InlineData("Iris:Fetch:Proxy=socks5://127.0.0.1:1080", "Proxy")]
    [InlineData("Iris:Fetch:Proxy=http://me:secret@127.0.0.1:3128", "Proxy")]
    [InlineData("Iris:RateLimit:Burst=0", "Burst")]
    [InlineData("Iris:Comparison:MaxNameBytes=0", "MaxNameBytes")]
    [InlineData("Iris:Requests:MaxConnections=0", "MaxConnections")]
    [InlineData("Iris:Requests:BodyTimeout=00:00:00", "BodyTimeout")]
    [InlineData("Iris:Proxy:KnownProxies=10.0.0.1, proxy", "Iris:Proxy:KnownProxies: ‘proxy’ is no address.")]
    [InlineData("Iris:Proxy:KnownProxies=10.1", "Iris:Proxy:KnownProxies: ‘10.1’ is no address.")]
    [InlineData("Iris:Proxy:KnownProxies=10.0.0.0/8", "KnownProxies: ‘10.0.0.0/8’ is no address.")]
    [InlineData("Iris:Proxy:KnownNetworks=10.0.0.1/8", "Iris:Proxy:KnownNetworks: ‘10.0.0.1/8’ is no network")]
    [InlineData("Iris:Proxy:KnownNetworks=10.0.0.1", "Iris:Proxy:KnownNetworks: ‘10.0.0.1’ is no network")]
    [InlineData("Iris:Proxy:KnownNetworks=10.0.0.0/33", "KnownNetworks: ‘10.0.0.0/33’ is no network")]
    [InlineData("Iris:Proxy:ForwardLimit=0", "ForwardLimit")]
    [InlineData("Iris:Shutdown:Timeout=-00:00:01", "Timeout")]
    [InlineData("Iris:RateLimit:PerSecond=0", "PerSecond")]
    [InlineData("Iris:RateLimit:PerSecond=1000001", "PerSecond")]
    [InlineData("Iris:RateLimit:Burst=1000001", "Burst")]
    [InlineData("Iris:Access:HstsMaxAge=-00:00:01", "HstsMaxAge")]
    [InlineData("Iris:Access:HstsMaxAge=730.00:00:01", "HstsMaxAge")]
    [InlineData("Iris:Access:Jwt:Authority=https://login.test", "Iris:Access:Jwt:Audience: it is required")]
    [InlineData("Iris:Access:Jwt:Audience=iris", "Iris:Access:Jwt:Authority: an audience alone")]
    [InlineData("Iris:Access:Jwt:Authority=http://login.test", "Iris:Access:Jwt:Authority: it must be an https URL", "Iris:Access:Jwt:Audience=iris")]
    [InlineData("Iris:Access:Jwt:Authority=login.test", "Iris:Access:Jwt:Authority: it is no URL", "Iris:Access:Jwt:Audience=iris")]
    [InlineData("Iris:Access:Jwt:RequireHttpsMetadata=perhaps", "RequireHttpsMetadata")]
    [InlineData("Iris:Access:ClientCertificates:AllowedSubjects=CN=a", "Iris:Access:ClientCertificates:TrustedRoots: subjects alone")]
    [InlineData("Iris:Access:ClientCertificates:AllowedSubjects=CN=a; reception", "AllowedSubjects: ‘reception’ is no subject", "Iris:Access:ClientCertificates:TrustedRoots=/nowhere/roots.pem")]
    [InlineData("Iris:Access:ClientCertificates:TrustedRoots=/nowhere/roots.pem", "/nowhere/roots.pem")]
    public async Task A_wrong_setting_is_told_in_one_line(string setting, string named, string? also = null) =>
        await AssertCannotStartAsync(named, also is null ? [$"--{setting}"] : [$"--{setting}", $"--{also}"]);

    [Fact]
    public async Task Everything_that_is_wrong_with_the_settings_is_told_at_once_in_one_line_each()
    {
        (int exitCode, string output, string error) = await IrisProcess.RunToEndAsync(
            "--urls=http://127.0.0.1:0", "--Iris:RateLimit:PerSeconds=5", "--Iris:RateLimit:Burst=abc", "--Iris:Requests:HeadTimeout=00:11:00",
            "--Iris:Proxy:KnownProxies=10.1, 10.0.0.1/8");

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Equal(
            [
                "Iris cannot start. Iris:Proxy:KnownProxies: ‘10.0.0.1/8’ is no address.",
                "Iris cannot start. Iris:Proxy:KnownProxies: ‘10.1’ is no address.",
                "Iris cannot start. Iris:RateLimit:Burst must be a whole number from 1 to 1000000, not ‘abc’.",
                "Iris cannot start. Iris:RateLimit:PerSeconds is no setting. Did you mean Iris:RateLimit:PerSecond?",
                "Iris cannot start. Iris:Requests:HeadTimeout must be a time from 00:00:01 to 00:10:00, not ‘00:11:00’.",
            ],
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://192.0.2.1:80")]
    public async Task An_address_that_cannot_be_listened_on_is_told_in_one_line(string url) => await AssertCannotStartAsync("", $"--urls={url}");

    [Fact]
    public async Task Https_without_a_certificate_is_told_in_one_line()
    {
        Assert.SkipWhen(HasDeveloperCertificate(), "The SDK has made a developer's certificate for this user, with which the server can listen.");
        await AssertCannotStartAsync("", "--urls=https://127.0.0.1:0");
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_one_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        await AssertCannotStartAsync("address already in use", $"--urls=http://{other.LocalEndpoint}");
        await AssertCannotStartAsync("address already in use", $"--Iris:Metrics:Port={((IPEndPoint)other.LocalEndpoint).Port}");
    }

    [Fact]
    public async Task The_program_says_where_it_listens_and_ends_when_told_to()
    {
        using Process process = IrisProcess.StartProcess("--urls=http://127.0.0.1:0");
        try
        {
            string? line = "";
            string? ready = null;
            while (line is not null && !line.Contains("Now listening on", StringComparison.Ordinal))
            {
                line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
                ready = line?.Contains("is ready", StringComparison.Ordinal) == true ? line : ready;
            }

            Assert.NotNull(line);
            Assert.Contains("model pack iris-default 1.0.0, matches above a similarity of 0.451", ready, StringComparison.Ordinal);
            using var client = new HttpClient { BaseAddress = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]) };
            Assert.Equal("OK", await client.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:81", "--urls=http://127.0.0.1:81")]
    [InlineData(null, "--http_ports=81")]
    [InlineData(null, "--Kestrel:Endpoints:Https:Url=https://127.0.0.1:81")]
    public async Task By_default_it_listens_on_this_machine_alone(string? expected, params string[] args)
    {
        await using WebApplication app = await IrisApplication.CreateAsync(
            args, static services => services.AddLogging(static logging => logging.ClearProviders()));

        Assert.Equal(expected, app.Configuration[WebHostDefaults.ServerUrlsKey]);
    }

    private static async Task AssertCannotStartAsync(string reason, params string[] args) =>
        Assert.Contains(reason, await CannotStartAsync(args), StringComparison.Ordinal);

    /// <summary>The line in which the program says why it does not start.</summary>
    internal static async Task<string> CannotStartAsync(params string[] args)
    {
        (int exitCode, _, string error) = await IrisProcess.RunToEndAsync(["--urls=http://127.0.0.1:0", .. args]);

        Assert.Equal(1, exitCode);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("Iris cannot start. ", line, StringComparison.Ordinal);
        return line;
    }

    // The first command of an SDK makes one, unless it is told not to; its mark is this extension.
    private static bool HasDeveloperCertificate()
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadOnly);
        return store.Certificates.Any(certificate => certificate.Extensions.Any(extension => extension.Oid?.Value == "1.3.6.1.4.1.311.84.1.1"));
    }
}
