using System.Text.Json;
using System.Text.Json.Serialization;

namespace Iris.Client.Json;

/// <summary>
/// Reads a value of a set by its name in the HTTP interface. A server may be newer than the client: whatever is not known is the first
/// value, <c>Unknown</c>.
/// </summary>
internal abstract class NameConverter<T>(params (string Name, T Value)[] names) : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return default;
        }

        foreach ((string name, T value) in names)
        {
            if (reader.ValueTextEquals(name))
            {
                return value;
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        foreach ((string name, T named) in names)
        {
            if (EqualityComparer<T>.Default.Equals(named, value))
            {
                writer.WriteStringValue(name);
                return;
            }
        }

        writer.WriteStringValue("unknown");
    }
}

internal sealed class OutcomeConverter() : NameConverter<Outcome>(
    ("compared", Outcome.Compared),
    ("found", Outcome.Found),
    ("no_face", Outcome.NoFace),
    ("unreadable", Outcome.Unreadable),
    ("unsupported", Outcome.Unsupported),
    ("too_large", Outcome.TooLarge),
    ("refused_address", Outcome.RefusedAddress),
    ("fetch_failed", Outcome.FetchFailed),
    ("timed_out", Outcome.TimedOut),
    ("not_compared", Outcome.NotCompared));

internal sealed class DecisionConverter() : NameConverter<Decision>(("match", Decision.Match), ("no_match", Decision.NoMatch));

internal sealed class RateBoundConverter() : NameConverter<RateBound>(
    ("none", RateBound.None), ("upper", RateBound.Upper), ("lower", RateBound.Lower));
