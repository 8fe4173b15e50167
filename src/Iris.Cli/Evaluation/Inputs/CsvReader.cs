using System.Text;

namespace Iris.Cli.Evaluation.Inputs;

/// <summary>Reads comma-separated values by RFC 4180: a field with a comma, a quotation mark or a line break stands in quotation marks.</summary>
/// <param name="reader">The text.</param>
internal sealed class CsvReader(TextReader reader)
{
    // Longer than any path: a file of another kind is not read into memory.
    private const int LongestField = 32_768;
    private const int MostFields = 100;

    private readonly StringBuilder _field = new();
    private int _nextLine = 1;

    /// <summary>The line on which the last record began, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>What is wrong with the last record, without a full stop; null where nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads a record; empty lines are passed over.</summary>
    /// <returns>Its fields; null at the end and where something is wrong.</returns>
    public List<string>? Read()
    {
        while (reader.Peek() is '\r' or '\n')
        {
            EndLine(reader.Read());
        }

        Line = _nextLine;
        if (reader.Peek() < 0)
        {
            return null;
        }

        var fields = new List<string>();
        bool goesOn = true;
        while (goesOn && Fault is null)
        {
            bool isRead = reader.Peek() == '"' ? ReadQuoted() : ReadPlain();
            if (isRead && fields.Count == MostFields)
            {
                Fault = "it has too many fields";
            }

            fields.Add(_field.ToString());
            goesOn = EndField();
        }

        return Fault is null ? fields : null;
    }

    private bool ReadPlain()
    {
        _field.Clear();
        while (reader.Peek() is not (',' or '\r' or '\n' or < 0))
        {
            int next = reader.Read();
            if (next == '"')
            {
                Fault = "a quotation mark stands within a field: put the field in quotation marks, and those in it twice";
            }

            if (!Append(next))
            {
                return false;
            }
        }

        return Fault is null;
    }

    private bool ReadQuoted()
    {
        _field.Clear();
        reader.Read();
        while (true)
        {
            int next = reader.Read();
            if (next < 0)
            {
                Fault = "a field in quotation marks does not end";
                return false;
            }

            if (next == '"' && reader.Peek() != '"')
            {
                return true;
            }

            if (next == '"')
            {
                reader.Read();
            }
            else if (next == '\n' || (next == '\r' && reader.Peek() != '\n'))
            {
                _nextLine++;
            }

            if (!Append(next))
            {
                return false;
            }
        }
    }

    private bool Append(int character)
    {
        if (_field.Length == LongestField)
        {
            Fault = "a field is too long: is a quotation mark missing?";
            return false;
        }

        _field.Append((char)character);
        return true;
    }

    // Whether another field follows.
    private bool EndField()
    {
        int next = reader.Read();
        if (next == ',' || next < 0 || Fault is not null)
        {
            return next == ',';
        }

        if (next is '\r' or '\n')
        {
            EndLine(next);
        }
        else
        {
            Fault = "a field goes on after its closing quotation mark";
        }

        return false;
    }

    private void EndLine(int character)
    {
        if (character == '\r' && reader.Peek() == '\n')
        {
            reader.Read();
        }

        _nextLine++;
    }
}
