using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Iris.Cli.Verification.Checks;
using Iris.Cli.Verification.Linux;
using Iris.Cli.Verification.Reports;
using Iris.Models;

namespace Iris.Cli.Verification;

/// <summary>Verifies the invariants of a server, and reports what it saw.</summary>
/// <param name="time">The clock.</param>
/// <param name="progress">Is told what is being done.</param>
/// <param name="models">The folder of the model pack that the server compares with; null for the one that comes with Iris.</param>
internal sealed class Verifier(TimeProvider time, Action<string> progress, string? models)
{
    private const int DefaultMaxRequestBytes = 56 * 1024 * 1024;

    private static readonly string[] Limits =
    [
        "It looks at one server on one machine at one time, and at the requests that it sent itself.",
        "A scan sees memory as it is at that moment: not the registers and caches of the processor, nor what the kernel holds, such as the buffers of sockets, or has written to swap before.",
        "Unless it was started with --models, the server is taken at its word for the model pack by which the crops and embeddings that are looked for were computed.",
        "It looks for bytes as they were sent and computed. What a program hides on purpose, compressed or encrypted, it does not find.",
        "Clients, proxies, servers of pictures and networks keep what they keep: that is theirs.",
        "Root can always read the memory of a process while a request is in flight.",
    ];

    /// <summary>Starts a server several times and looks at it in every way that there is.</summary>
    /// <param name="path">The program.</param>
    /// <param name="cancellationToken">Ends the verification and the servers.</param>
    /// <exception cref="VerificationException">It cannot be carried out.</exception>
    public async Task<Report> StartAndVerifyAsync(string path, CancellationToken cancellationToken)
    {
        long begin = time.GetTimestamp();
        ModelPack pack = OpenPack();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("iris-verify-");
        try
        {
            var program = new ServerProgram(Path.GetFullPath(path), folder.FullName, new SelfSignedCertificate(folder.FullName, time), models);
            (Observations seen, string printed) = await DriveAsync(program, pack, cancellationToken);
            progress("the calls to the kernel");
            SystemCallTrace? trace = await FileRun.RunAsync(program, time, cancellationToken);
            progress("a crash");
            CrashRun crash = await CrashRun.RunAsync(program, cancellationToken);

            byte[] digest = SHA256.HashData(await File.ReadAllBytesAsync(program.Path, cancellationToken));
            string server = $"{Path.GetFileName(program.Path)}, SHA-256 {Convert.ToHexStringLower(digest)}, started for this";
            return Finish(begin, server, pack, inspectable: !SystemCalls.MayReadEveryProcess, frozen: true,
            [
                FileCheck.Check(seen, trace, "strace is not there or may not trace"),
                MemoryCheck.Check(seen),
                OutputCheck.Check(seen, printed),
                CrashCheck.Check(seen, crash),
                AddressCheck.Check(seen),
                StateCheck.Check(seen),
                AnswerCheck.Check(seen),
            ]);
        }
        catch (InvalidOperationException exception)
        {
            throw new VerificationException($"The server does not start: {FirstLine(exception.Message)}");
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
        {
            throw new VerificationException("The server stopped answering.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Looks at a server that is running and goes on running.</summary>
    /// <param name="processId">Its process.</param>
    /// <param name="url">Where it listens.</param>
    /// <param name="cancellationToken">Ends the verification.</param>
    /// <exception cref="VerificationException">It cannot be carried out.</exception>
    public async Task<Report> AttachAndVerifyAsync(int processId, Uri url, CancellationToken cancellationToken)
    {
        long begin = time.GetTimestamp();
        if (!Directory.Exists($"/proc/{processId}"))
        {
            throw new VerificationException($"There is no process {processId}.");
        }

        var server = new ServerUnderTest(processId, url, Https: null, DefaultMaxRequestBytes, MayStandStill: false, OpenPack());
        try
        {
            Observations seen = await CanaryDrive.RunAsync(server, progress, cancellationToken);
            return Finish(begin, $"process {processId} at {url}, running already", server.Pack, inspectable: false, frozen: false,
            [
                FileCheck.Check(seen, trace: null, "it was running before a trace could begin"),
                MemoryCheck.Check(seen),
                OutputCheck.Check(seen, printed: null),
                CrashCheck.Check(seen, server),
                AddressCheck.Check(seen),
                StateCheck.Check(seen),
                AnswerCheck.Check(seen),
            ]);
        }
        catch (HttpRequestException)
        {
            throw new VerificationException($"Nothing answers at {url}: give the address that the server printed when it started.");
        }
    }

    private ModelPack OpenPack() => ModelPack.Open(models ?? ModelPack.DefaultFolder);

    private async Task<(Observations Seen, string Printed)> DriveAsync(ServerProgram program, ModelPack pack, CancellationToken cancellationToken)
    {
        progress("the server starts");
        ProcessStartInfo start = program.Describe();
        await using IrisProcess iris = await program.StartAsync(start, inspectable: !SystemCalls.MayReadEveryProcess, cancellationToken);
        Uri http = iris.Addresses.First(static address => address.Scheme == Uri.UriSchemeHttp);
        Uri https = iris.Addresses.First(static address => address.Scheme == Uri.UriSchemeHttps);
        Observations seen = await CanaryDrive.RunAsync(
            new(iris.Id, http, https, ServerProgram.MaxRequestBytes, MayStandStill: true, pack), progress, cancellationToken);
        return (seen, await iris.EndAsync());
    }

    private Report Finish(long begin, string server, ModelPack pack, bool inspectable, bool frozen, IReadOnlyList<InvariantResult> invariants) => new(
        typeof(Verifier).Assembly.GetName().Version!.ToString(fieldCount: 3),
        time.GetUtcNow(),
        Math.Round(time.GetElapsedTime(begin).TotalSeconds, 1),
        RuntimeInformation.OSDescription,
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        RuntimeInformation.FrameworkDescription,
        server,
        [
            $"looked for what the model pack {pack.Manifest.Name} {pack.Manifest.Version} computes of a face",
            SystemCalls.MayReadEveryProcess ? "run by a user who may read every process" : "run by an ordinary user",
            .. inspectable ? ["memory was scanned in a run with Iris:Privacy:AllowInspection"] : (string[])[],
            string.Create(
                CultureInfo.InvariantCulture,
                $"scans {CanarySearch.AtOnce.TotalSeconds} s after each answer and {CanarySearch.UntilScrubbed.TotalSeconds} s after the last request"),
            frozen ? "the server stood still during scans" : "the server ran during scans: what moved meanwhile may have been missed",
        ],
        invariants,
        Limits);

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
