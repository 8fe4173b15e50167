using Iris.Server.Reading;

namespace Iris.Fuzz.Targets;

/// <summary>Checks a request that was read: its strings are inside the body, apart, and those that a slow twin reads.</summary>
internal static class ReadStrings
{
    /// <summary>Checks it.</summary>
    /// <param name="bodyLength">How long the body is.</param>
    /// <param name="request">The request.</param>
    /// <param name="areFiles">Whether its pictures came as they are.</param>
    /// <param name="strings">The target, then a name and a picture for each candidate, as the twin reads them.</param>
    /// <param name="choices">The options as the twin reads them.</param>
    public static void Verify(int bodyLength, CompareRequest request, bool areFiles, IReadOnlyList<byte[]> strings, Choices choices)
    {
        List<Utf8Slice> slices = [request.Target.Slice, .. request.People.SelectMany(person => new[] { person.Name, person.Image.Slice })];
        ViolationException.Unless(slices.Count == strings.Count, "As many people are read as there are.");
        for (int i = 0; i < slices.Count; i++)
        {
            ViolationException.Unless(
                slices[i].Offset >= 0 && slices[i].Length >= 0 && slices[i].Length <= bodyLength - slices[i].Offset, "A string is inside the body.");
            ViolationException.Unless(request[slices[i]].SequenceEqual(strings[i]), "A string is read as it is meant.");
        }

        slices.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        ViolationException.Unless(
            slices.Zip(slices.Skip(1)).All(pair => pair.First.Offset + pair.First.Length <= pair.Second.Offset), "No two strings overlap.");
        ViolationException.Unless(
            request.Target.IsFile == areFiles && request.People.All(person => person.Image.IsFile == areFiles), "A form has files, JSON has addresses.");
        ViolationException.Unless(request.Choices == choices, "An option is read as it is meant.");
    }
}
