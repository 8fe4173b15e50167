using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Iris.Memory;
using Iris.Server.Comparison;
using Iris.Server.Problems;
using Iris.Server.Reading;

namespace Iris.Fuzz.Targets;

/// <summary>
/// The reader of bodies, beside one that reads the whole document first and looks at it afterwards: both take and refuse the same bodies,
/// for the same reason, and read the same strings in them.
/// </summary>
internal static class JsonTarget
{
    /// <summary>Few, so that bodies with more are made up often.</summary>
    public const int MaxCandidates = 4;

    /// <summary>Short, for the same reason.</summary>
    public const int MaxNameBytes = 16;

    public static void Check(byte[] input)
    {
        using (var body = new GrowingBuffer(input.Length, input.Length))
        {
            body.TryAppend(new ReadOnlySequence<byte>(input));
            Problem? error = JsonRequestReader.Read(
                body, MatchEndpoint.Shape, new(MaxCandidates, MaxNameBytes), choices: null, out CompareRequest? request);
            ViolationException.Unless(body.Written.Length == input.Length, "The body stays as long as it is.");
            Verify(input, error, request);
        }

        MemoryBalance.Check();
    }

    /// <summary>Checks what the reader made of a body.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="error">Why it was refused.</param>
    /// <param name="request">What was read.</param>
    public static void Verify(byte[] body, Problem? error, CompareRequest? request)
    {
        SlowReader slow = SlowReader.Read(body);
        ViolationException.Unless(
            error == slow.Error || (slow.HasUnclearName && error == Problem.MalformedJson),
            $"The slow reader says {slow.Error?.Name}, the reader {error?.Name}.");
        ViolationException.Unless(request is null == (error is not null), "There is a request exactly where there is no error.");
        if (request is null)
        {
            return;
        }

        List<Utf8Slice> slices = [request.Target.Slice, .. request.People.SelectMany(person => new[] { person.Name, person.Image.Slice })];
        ViolationException.Unless(slices.Count == slow.Strings.Count, "As many people are read as there are.");
        for (int i = 0; i < slices.Count; i++)
        {
            ViolationException.Unless(
                slices[i].Offset >= 0 && slices[i].Length >= 0 && slices[i].Length <= body.Length - slices[i].Offset, "A string is inside the body.");
            ViolationException.Unless(
                request[slices[i]].SequenceEqual(Encoding.UTF8.GetBytes(slow.Strings[i])), "A string is read as it is meant.");
        }

        slices.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        ViolationException.Unless(
            slices.Zip(slices.Skip(1)).All(pair => pair.First.Offset + pair.First.Length <= pair.Second.Offset), "No two strings overlap.");
    }

    // The rules of docs/api.md, of a document that is read already. It looks at things in the order in which they stand, since that
    // decides which of two faults is told.
    private sealed class SlowReader
    {
        private string? _target;
        private List<string>? _people;

        public Problem? Error { get; private set; }

        // Half of a surrogate pair in the name of a property: whether that is looked at depends on the length of the name.
        public bool HasUnclearName { get; private set; }

        // The target, then a name and a picture for each candidate.
        public IReadOnlyList<string> Strings => [_target!, .. _people!];

        public static SlowReader Read(byte[] body)
        {
            var reader = new SlowReader();
            try
            {
                if (!Utf8.IsValid(body))
                {
                    throw new JsonException();
                }

                using var document = JsonDocument.Parse(body);
                reader.Error = !reader.ReadRoot(document.RootElement) ? MatchEndpoint.Shape.WrongShape
                    : reader._people!.Count > 2 * MaxCandidates ? Problem.TooManyCandidates
                    : reader._people.Where((_, i) => i % 2 == 0).Any(name => Encoding.UTF8.GetByteCount(name) > MaxNameBytes) ? Problem.NameTooLong
                    : null;
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // InvalidOperationException: half of a surrogate pair.
                reader.Error = Problem.MalformedJson;
            }

            return reader;
        }

        private bool ReadRoot(JsonElement root)
        {
            if (root.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            foreach (JsonProperty property in root.EnumerateObject())
            {
                switch (NameOf(property))
                {
                    case "target_url" when _target is not null || property.Value.ValueKind != JsonValueKind.String:
                    case "people" when _people is not null || property.Value.ValueKind != JsonValueKind.Array:
                        return false;
                    case "target_url":
                        _target = property.Value.GetString();
                        break;
                    case "people":
                        _people = [];
                        if (!property.Value.EnumerateArray().All(ReadPerson))
                        {
                            return false;
                        }

                        break;
                }
            }

            return _target is not null && _people is not null;
        }

        private bool ReadPerson(JsonElement person)
        {
            if (person.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            string? name = null, image = null;
            foreach (JsonProperty property in person.EnumerateObject())
            {
                switch (NameOf(property))
                {
                    case "name" when name is not null || property.Value.ValueKind != JsonValueKind.String:
                    case "image_url" when image is not null || property.Value.ValueKind != JsonValueKind.String:
                        return false;
                    case "name":
                        name = property.Value.GetString();
                        break;
                    case "image_url":
                        image = property.Value.GetString();
                        break;
                }
            }

            if (name is null || image is null)
            {
                return false;
            }

            _people!.AddRange([name, image]);
            return true;
        }

        private string? NameOf(JsonProperty property)
        {
            try
            {
                return property.Name;
            }
            catch (InvalidOperationException)
            {
                HasUnclearName = true;
                return null;
            }
        }
    }
}
