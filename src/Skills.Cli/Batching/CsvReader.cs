using System.Text;
using Skills.Cli.Shell;

namespace Skills.Cli.Batching;

/// <summary>Reads CSV as RFC 4180 says: quoted cells may contain commas, quotes and line breaks.</summary>
/// <param name="reader">The text.</param>
/// <param name="maxLength">Most characters of a record.</param>
internal sealed class CsvReader(TextReader reader, int maxLength)
{
    private const int MostCells = 10_000;

    /// <summary>Returns the cells of the next record; null at the end. Empty lines are skipped.</summary>
    public List<string>? Read()
    {
        while (reader.Peek() is '\r' or '\n')
        {
            reader.Read();
        }

        if (reader.Peek() < 0)
        {
            return null;
        }

        var cells = new List<string>();
        var length = 0;
        while (true)
        {
            var cell = reader.Peek() == '"' ? Quoted() : Plain();
            length += cell.Length;
            cells.Add(cell);
            if (length > maxLength || cells.Count > MostCells)
            {
                throw new CliException(ExitCode.Unreadable, $"A record of the CSV file has more than {maxLength} characters or {MostCells} cells.");
            }

            if (reader.Peek() != ',')
            {
                return cells;
            }

            reader.Read();
        }
    }

    private string Plain()
    {
        var cell = new StringBuilder();
        while (reader.Peek() is >= 0 and not (',' or '\r' or '\n'))
        {
            Add(cell, (char)reader.Read());
        }

        return cell.ToString();
    }

    private string Quoted()
    {
        var cell = new StringBuilder();
        reader.Read();
        while (true)
        {
            var c = reader.Read();
            if (c < 0)
            {
                throw new CliException(ExitCode.Unreadable, "A quoted cell of the CSV file is not closed.");
            }

            if (c != '"')
            {
                Add(cell, (char)c);
            }
            else if (reader.Peek() == '"')
            {
                Add(cell, (char)reader.Read());
            }
            else if (reader.Peek() is < 0 or ',' or '\r' or '\n')
            {
                return cell.ToString();
            }
            else
            {
                throw new CliException(ExitCode.Unreadable, "A quoted cell of the CSV file goes on after its closing quote. Write a quote within a cell twice.");
            }
        }
    }

    private void Add(StringBuilder cell, char c)
    {
        if (cell.Length >= maxLength)
        {
            throw new CliException(ExitCode.Unreadable, $"A cell of the CSV file has more than {maxLength} characters.");
        }

        cell.Append(c);
    }
}
