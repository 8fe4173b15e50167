using System.Globalization;
using CompareFolder;
using Iris.Client;

if (!Arguments.TryRead(args, out Arguments? arguments))
{
    await Console.Error.WriteLineAsync(Arguments.Usage);
    return 2;
}

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var end = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    end.Cancel();
};

using var iris = new IrisClient(arguments.Server, new IrisClientOptions { ApiKey = Environment.GetEnvironmentVariable("IRIS_API_KEY") });
try
{
    FileInfo[] files = PictureFolder.Find(arguments.Folder);
    var found = new List<CandidateResult>();
    CompareSummary? last = null;
    long comparisons = 0;
    int done = 0;
    foreach (FileInfo[] part in PictureFolder.Split(files))
    {
        IEnumerable<Candidate> candidates = part.Select(
            file => new Candidate(Path.GetRelativePath(arguments.Folder, file.FullName), PictureSource.FromFile(file.FullName)));
        await foreach (CompareEvent news in iris.CompareStreamAsync(PictureSource.FromFile(arguments.Target), candidates, cancellationToken: end.Token))
        {
            switch (news)
            {
                case CandidateResult candidate:
                    Console.WriteLine($"{++done,5}/{files.Length}  {Describe(candidate),-22}  {candidate.Name}");
                    found.Add(candidate);
                    break;
                case CompareSummary summary:
                    last = summary;
                    comparisons += summary.Totals.Comparisons;
                    break;
            }
        }
    }

    Conclude(last, found, comparisons);
    return 0;
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Interrupted.");
    return 1;
}
catch (Exception exception) when (exception is IrisException or HttpRequestException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

static string Describe(CandidateResult candidate) => candidate switch
{
    { Outcome: Outcome.Compared, Decision: Decision.Match } => $"match     {candidate.Similarity:0.00}",
    { Outcome: Outcome.Compared } => $"no match  {candidate.Similarity:0.00}",
    _ => $"{candidate.Outcome}",
};

static void Conclude(CompareSummary? last, List<CandidateResult> found, long comparisons)
{
    if (last is null)
    {
        Console.WriteLine("There are no pictures in the folder.");
        return;
    }

    if (last.Target.Outcome != Outcome.Compared)
    {
        Console.WriteLine($"The target could not be compared: {last.Target.Outcome}.");
        return;
    }

    CandidateResult[] matches = [.. found.Where(static candidate => candidate.Decision == Decision.Match).OrderByDescending(static match => match.Similarity)];
    Console.WriteLine();
    Console.WriteLine($"{matches.Length} of {found.Count} match with a similarity above {last.Threshold.Similarity:0.000} ({last.Model.Name} {last.Model.Version}):");
    foreach (CandidateResult match in matches)
    {
        Console.WriteLine($"  {match.Similarity:0.000}  {match.Name}");
    }

    // One false match in a thousand pairs is many in a large folder: whoever reads the list should know.
    if (last.Threshold.FalseMatchRate is { } rate)
    {
        Console.WriteLine($"The chance of at least one false match among {comparisons} comparisons is {1 - Math.Pow(1 - rate, comparisons):P1}.");
    }
}
