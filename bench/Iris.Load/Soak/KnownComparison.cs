using System.Text;

namespace Iris.Load.Soak;

/// <summary>
/// A comparison whose answer is known: each time it is sent the candidates have other names, so that an answer that belongs to another
/// request is noticed.
/// </summary>
internal sealed class KnownComparison
{
    private static int _sent;

    private readonly string _target;
    private readonly string[] _candidates;
    private IReadOnlyList<(string Name, int Probability)> _matches = [];

    private KnownComparison(string target, string[] candidates)
    {
        _target = target;
        _candidates = candidates;
    }

    /// <summary>Asks for the answer while the server has nothing else to do.</summary>
    /// <param name="sender">Sends it.</param>
    /// <param name="target">The picture in question, or its address.</param>
    /// <param name="candidates">The pictures of candidates, or their addresses.</param>
    /// <param name="isRight">Whether the candidates that match are the right ones, by their numbers.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public static async Task<KnownComparison> LearnAsync(
        SoakSender sender, string target, string[] candidates, Func<IReadOnlyList<string>, bool> isRight, CancellationToken cancellationToken)
    {
        var known = new KnownComparison(target, candidates);
        string answer = "";
        SoakOutcome outcome = await sender.SendAsync(known.Body(""), (status, text) => (answer = text) is not null && status == 200, cancellationToken);
        known._matches = SoakSender.Matches(outcome.IsRight ? 200 : 0, answer) ?? throw new InvalidOperationException(outcome.Text);
        return isRight([.. known._matches.Select(match => match.Name)])
            ? known
            : throw new InvalidOperationException("The server's first answer is wrong already.");
    }

    /// <summary>Sends it.</summary>
    public Task<SoakOutcome> SendAsync(SoakSender sender, CancellationToken cancellationToken)
    {
        (byte[] body, Func<int, string, bool> isRight) = Next();
        return sender.SendAsync(body, isRight, cancellationToken);
    }

    /// <summary>A body with names that no other has, and what to make of the answer to it.</summary>
    public (byte[] Body, Func<int, string, bool> IsRight) Next()
    {
        string prefix = $"n{Interlocked.Increment(ref _sent)}-";
        IEnumerable<(string, int)> expected = _matches.Select(match => (prefix + match.Name, match.Probability));
        return (Body(prefix), (status, text) => SoakSender.Matches(status, text)?.SequenceEqual(expected) == true);
    }

    private byte[] Body(string prefix) => Encoding.UTF8.GetBytes(
        $$"""{"target_url":"{{_target}}","people":[{{string.Join(',', _candidates.Select((image, i) => $$"""{"name":"{{prefix}}{{i}}","image_url":"{{image}}"}"""))}}]}""");
}
