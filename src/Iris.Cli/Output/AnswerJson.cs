using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Iris.Client;
using Iris.Client.Json;

namespace Iris.Cli.Output;

/// <summary>Writes answers as the server does: the same members under the same names, those that do not apply left out.</summary>
internal static class AnswerJson
{
    private static readonly JsonSerializerOptions Options = new(IrisJson.Default.Options)
    {
        TypeInfoResolver = IrisJson.Default.WithAddedModifier(LeaveOutFacesOfWhatWasNotRead),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = PrintedJson.Encoder,
        Converters = { new PlainNumbers() },
    };

    /// <summary>An answer in a line.</summary>
    public static string Of<T>(T answer) => JsonSerializer.Serialize(answer, Options);

    /// <summary>A line of a stream.</summary>
    public static string LineOf(CompareEvent result)
    {
        (string type, JsonNode? node) = result switch
        {
            CandidateResult candidate => ("candidate", JsonSerializer.SerializeToNode(candidate, Options)),
            CompareSummary summary => ("summary", JsonSerializer.SerializeToNode(summary, Options)),
            _ => throw new InvalidOperationException("There is no other event."),
        };
        var line = (JsonObject)node!;
        line.Insert(0, "type", type);
        return line.ToJsonString(Options);
    }

    private static void LeaveOutFacesOfWhatWasNotRead(JsonTypeInfo type)
    {
        if (type.Type == typeof(TargetPicture))
        {
            type.Properties.Single(static property => property.PropertyType == typeof(IReadOnlyList<Face>)).ShouldSerialize =
                static (target, _) => ((TargetPicture)target).Width is not null;
        }
    }

    // Without exponents, as the server writes them.
    private sealed class PlainNumbers : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.ToString("0.###############", CultureInfo.InvariantCulture));
    }
}
