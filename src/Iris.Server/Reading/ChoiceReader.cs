using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Iris.Server.Problems;
using Microsoft.AspNetCore.WebUtilities;

namespace Iris.Server.Reading;

/// <summary>Reads a request's options from where they may stand: the query, the properties of a JSON object, the fields of a form.</summary>
/// <param name="known">The options that the path knows.</param>
internal sealed class ChoiceReader(Choice known)
{
    /// <summary>No value of an option is longer.</summary>
    public const int MaxValueBytes = 64;

    private Choice _taken;

    /// <summary>What has been chosen so far.</summary>
    public Choices Choices { get; private set; } = new();

    /// <summary>What an option that the path does not know is refused with.</summary>
    public Problem UnknownOption => Problem.UnknownOption with
    {
        Detail = $"It knows {string.Join(", ", Choices.Names.Where(name => known.HasFlag(name.Choice)).Select(name => name.Name))}.",
    };

    /// <summary>What a property or a field that the path does not know is refused with: the name of a picture may be misspelt too.</summary>
    public Problem UnknownMember(RequestShape shape) => UnknownOption with { Detail = $"{UnknownOption.Detail} {shape.WrongShape.Detail}" };

    /// <summary>Finds an option that the path knows by its name.</summary>
    public Choice Find(ReadOnlySpan<byte> name)
    {
        foreach ((Choice choice, string text) in Choices.Names)
        {
            if (known.HasFlag(choice) && name.Length == text.Length && Ascii.Equals(name, text))
            {
                return choice;
            }
        }

        return Choice.None;
    }

    /// <summary>Finds an option that the path knows by the name of a property, which may be escaped.</summary>
    public Choice Find(ref readonly Utf8JsonReader property)
    {
        foreach ((Choice choice, string text) in Choices.Names)
        {
            if (known.HasFlag(choice) && property.ValueTextEquals(text))
            {
                return choice;
            }
        }

        return Choice.None;
    }

    /// <summary>Takes the options of a query, of which it may have no others.</summary>
    public Problem? TakeQuery(string? query)
    {
        // Anything may stand there in place of an option: it must not stay on the stack.
        Span<byte> text = stackalloc byte[2 * MaxValueBytes];
        try
        {
            return TakeQuery(query, text[..MaxValueBytes], text[MaxValueBytes..]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>Takes one option.</summary>
    /// <param name="choice">Which.</param>
    /// <param name="value">Its value in UTF-8, without quotes.</param>
    /// <param name="token">What it is in JSON; none where it is a text that may stand for any type.</param>
    /// <returns>Why it cannot be taken; null when it was.</returns>
    public Problem? Take(Choice choice, ReadOnlySpan<byte> value, JsonTokenType token)
    {
        // The framework takes numbers with zero bytes after them.
        if (_taken.HasFlag(choice) || value.Contains((byte)0) || (token != JsonTokenType.None && !Fits(choice, token)))
        {
            return Invalid(choice);
        }

        _taken |= choice;
        if (_taken.HasFlag(Choice.Threshold | Choice.TargetFalseMatchRate))
        {
            return Invalid(choice) with { Detail = "Either threshold or target_false_match_rate may be chosen, not both." };
        }

        Choices? with = choice switch
        {
            Choice.Threshold => ParseNumber(value) is { } number and >= -1 and <= 1 ? Choices with { Threshold = (float)number } : null,
            Choice.TargetFalseMatchRate => ParseNumber(value) is { } rate and > 0 and <= 1 ? Choices with { TargetFalseMatchRate = rate } : null,
            Choice.Faces when value.SequenceEqual("largest"u8) => Choices with { Faces = FaceSelection.Largest },
            Choice.Faces when value.SequenceEqual("all"u8) => Choices with { Faces = FaceSelection.All },
            Choice.Limit => ParseInteger(value) is { } limit and >= 1 and <= Choices.LargestLimit ? Choices with { Limit = limit } : null,
            Choice.IncludeBelowThreshold => ParseBoolean(value) is { } include ? Choices with { IncludeBelowThreshold = include } : null,
            Choice.MinFaceSize => ParseInteger(value) is { } size and >= 0 and <= Choices.LargestMinFaceSize ? Choices with { MinFaceSize = size } : null,
            Choice.Thorough => ParseBoolean(value) is { } thorough ? Choices with { Thorough = thorough } : null,
            _ => null,
        };
        Choices = with ?? Choices;
        return with is null ? Invalid(choice) : null;
    }

    private Problem? TakeQuery(string? query, Span<byte> name, Span<byte> value)
    {
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(query))
        {
            if (!Encoding.UTF8.TryGetBytes(pair.DecodeName().Span, name, out int nameLength)
                || Find(name[..nameLength]) is var choice && choice == Choice.None)
            {
                return UnknownOption;
            }

            if (!Encoding.UTF8.TryGetBytes(pair.DecodeValue().Span, value, out int valueLength))
            {
                return Invalid(choice);
            }

            if (Take(choice, value[..valueLength], JsonTokenType.None) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static Problem Invalid(Choice choice) => Problem.InvalidOption with
    {
        Option = Choices.NameOf(choice),
        Detail = choice switch
        {
            Choice.Threshold => "It is a number from -1 to 1, once.",
            Choice.TargetFalseMatchRate => "It is a number above 0, at most 1, once.",
            Choice.Faces => "It is largest or all, once.",
            Choice.Limit => FormattableString.Invariant($"It is a whole number from 1 to {Choices.LargestLimit}, once."),
            Choice.MinFaceSize => FormattableString.Invariant($"It is a whole number from 0 to {Choices.LargestMinFaceSize}, once."),
            _ => "It is true or false, once.",
        },
    };

    private static bool Fits(Choice choice, JsonTokenType token) => choice switch
    {
        Choice.Faces => token == JsonTokenType.String,
        Choice.IncludeBelowThreshold or Choice.Thorough => token is JsonTokenType.True or JsonTokenType.False,
        _ => token == JsonTokenType.Number,
    };

    private static double? ParseNumber(ReadOnlySpan<byte> text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? number
            : null;

    private static int? ParseInteger(ReadOnlySpan<byte> text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static bool? ParseBoolean(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("true"u8) ? true : text.SequenceEqual("false"u8) ? false : null;
}
