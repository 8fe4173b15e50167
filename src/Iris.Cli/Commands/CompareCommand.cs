using System.CommandLine;
using Iris.Cli.Comparing;
using Iris.Cli.Output;
using Iris.Cli.Pictures;
using Iris.Client;
using Iris.Models;
using ModelPack = Iris.Models.ModelPack;

namespace Iris.Cli.Commands;

/// <summary><c>iris compare</c>.</summary>
internal static class CompareCommand
{
    private const string Details = """
        Examples:
          iris compare unknown.jpg staff/                            every picture in a folder and below it
          iris compare unknown.jpg 'staff/**/front-*.jpg' anna.png   a pattern and a file
          iris compare - https://example.org/anna.jpg < unknown.jpg  standard input, and a picture from the web
          iris compare unknown.jpg staff/ --false-match-rate 1e-5    of 100,000 strangers one may match
          iris compare unknown.jpg staff/ --ndjson | jq .name        a line for each candidate, as it is known
          iris compare unknown.jpg staff/ --server http://iris:8080  has a server do it

        Exit codes: 0 somebody matches, 1 nobody does, 2 wrong usage, 3 the target or all of the candidates cannot be compared, 4 a bug of iris.
        """;

    private static readonly Argument<string> Target = new("TARGET") { Description = "A picture of the person: a file, a URL, or - for standard input." };

    private static readonly Argument<string[]> Candidates = new("CANDIDATE")
    {
        Description = "Pictures of others: files, folders, patterns with * or **, URLs, or - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<float?> Threshold = new("--threshold")
    {
        Description = "The similarity above which two faces match, -1 to 1. Default: by the false match rate.",
        HelpName = "COSINE",
    };

    private static readonly Option<double?> Rate = new("--false-match-rate")
    {
        Description = "How many of all strangers may match, such as 1e-4. Default: 1e-3, or what the server has set.",
        HelpName = "RATE",
    };

    private static readonly Option<FaceChoice?> Faces = new("--faces")
    {
        Description = "Which faces of a picture are compared: the largest, or all, of which the best pair counts. Default: largest.",
        HelpName = "largest|all",
    };

    private static readonly Option<int> MinFaceSize = new("--min-face-size") { Description = "Passes over faces that are smaller. Default: 0.", HelpName = "PIXELS" };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the answer of the server's /v1/compare." };
    private static readonly Option<bool> Ndjson = new("--ndjson") { Description = "Prints a line of JSON for each candidate as it is known, and one at the end." };
    private static readonly Option<Uri?> Server = ServerOption.Create();
    private static readonly Option<string?> Models = PackOption.Create();

    public static Command Create()
    {
        var command = new Verb("compare", "Says which of the candidates is the person in the target. Nothing is kept, and without --server nothing leaves this process.", Details) { Target, Candidates, Threshold, Rate, Faces, MinFaceSize, Json, Ndjson, Server, Models };
        command.Validators.Add(static result =>
        {
            if (result.GetResult(Threshold) is not null && result.GetResult(Rate) is not null)
            {
                result.AddError("--threshold and --false-match-rate choose the same thing: give one of them.");
            }
            else if (result.GetResult(Json) is not null && result.GetResult(Ndjson) is not null)
            {
                result.AddError("--json and --ndjson are two ways to print: give one of them.");
            }
            else if (result.GetValue(Threshold) is { } threshold && !(threshold is >= -1 and <= 1))
            {
                result.AddError("--threshold takes a cosine from -1 to 1.");
            }
            else if (result.GetValue(Rate) is { } rate && !(rate is > 0 and < 1))
            {
                result.AddError("--false-match-rate takes a rate between 0 and 1, such as 1e-4.");
            }
            else if (result.GetValue(MinFaceSize) is < 0 or > ushort.MaxValue)
            {
                result.AddError("--min-face-size takes 0 to 65,535 pixels.");
            }
            else if (((string[])[result.GetValue(Target) ?? "", .. result.GetValue(Candidates) ?? []]).Count(PictureArguments.StandardInput.Equals) > 1)
            {
                result.AddError("Standard input has one picture: give - once.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options, CancellationToken cancellationToken)
    {
        NamedPicture target = await PictureArguments.FindOneAsync(options.GetValue(Target)!, cancellationToken);
        List<NamedPicture> candidates = [];
        foreach (string argument in options.GetValue(Candidates)!)
        {
            candidates.AddRange(await PictureArguments.FindAsync(argument, cancellationToken));
        }

        CompareAnswer answer = options.GetValue(Ndjson)
            ? await CollectAsync(CompareAsync(options, target, candidates, cancellationToken), static line => Console.Out.WriteLine(AnswerJson.LineOf(line)))
            : await Terminal.WithBarAsync(
                "Comparing", candidates.Count, advance => CollectAsync(CompareAsync(options, target, candidates, cancellationToken), _ => advance()));
        if (options.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(AnswerJson.Of(answer));
        }

        if (answer.Target.Outcome != Outcome.Compared)
        {
            throw new CliException($"{target.Name}: {Words.Of(answer.Target.Outcome)}.");
        }

        if (!options.GetValue(Json) && !options.GetValue(Ndjson))
        {
            Terminal.Print(CompareTable.Of(answer));
            await Console.Out.WriteLineAsync(CompareTable.Summary(answer));
        }

        return answer.Totals switch
        {
            { Matches: > 0 } => ExitCode.Success,
            { Compared: > 0 } => ExitCode.No,
            _ => throw new CliException("None of the candidates can be compared."),
        };
    }

    // The engine lives as long as the enumeration.
    private static async IAsyncEnumerable<CompareEvent> CompareAsync(
        ParseResult options,
        NamedPicture target,
        List<NamedPicture> candidates,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (options.GetValue(Server) is { } url)
        {
            using IrisClient client = ServerOption.Connect(url);
            await foreach (CompareEvent result in client.CompareStreamAsync(
                target.ToSource(), candidates.Select(static candidate => new Candidate(candidate.Name, candidate.ToSource())), OptionsOf(options), cancellationToken))
            {
                yield return result;
            }

            yield break;
        }

        ModelPack pack = PackOption.Open(options, Models);
        float threshold = ThresholdOf(options, pack.FalseMatches);
        using FaceComparer comparer = FaceComparer.Load(pack);
        using var download = new PictureDownload();
        var search = new FaceSearch
        {
            Embed = options.GetValue(Faces) == FaceChoice.All ? FaceSelection.All : FaceSelection.Largest,
            MinFaceSize = options.GetValue(MinFaceSize),
        };
        await foreach (CompareEvent result in new LocalComparison(comparer, pack.FalseMatches, download, search, threshold)
            .CompareAsync(target, candidates, cancellationToken))
        {
            yield return result;
        }
    }

    private static CompareOptions OptionsOf(ParseResult options) => new()
    {
        Threshold = options.GetValue(Threshold) is { } threshold ? Answers.Shortest(threshold) : null,
        TargetFalseMatchRate = options.GetValue(Rate),
        Faces = options.GetValue(Faces),
        MinFaceSize = options.GetValue(MinFaceSize) is > 0 and var size ? size : null,
    };

    private static float ThresholdOf(ParseResult options, FalseMatchCurve curve)
    {
        return options.GetValue(Threshold) ?? curve.ThresholdFor(options.GetValue(Rate)) ?? throw new CliException(
            curve.IsMeasured
                ? FormattableString.Invariant(
                    $"The model pack was measured at false match rates from {curve.LowestRate:0.#########} to {curve.HighestRate:0.#########}: choose one of these, or a --threshold.")
                : "The model pack was measured at no false match rate: choose a --threshold, or leave --false-match-rate out.");
    }

    private static async Task<CompareAnswer> CollectAsync(IAsyncEnumerable<CompareEvent> results, Action<CompareEvent> known)
    {
        List<CandidateResult> candidates = [];
        await foreach (CompareEvent result in results)
        {
            known(result);
            if (result is CandidateResult candidate)
            {
                candidates.Add(candidate);
            }
            else if (result is CompareSummary summary)
            {
                return new CompareAnswer
                {
                    Model = summary.Model,
                    Threshold = summary.Threshold,
                    Target = summary.Target,
                    Candidates = [.. candidates.OrderByDescending(static one => one.Similarity ?? double.NegativeInfinity).ThenBy(static one => one.Index)],
                    Totals = summary.Totals,
                };
            }
        }

        throw new CliException("The answer broke off before its end.");
    }
}
