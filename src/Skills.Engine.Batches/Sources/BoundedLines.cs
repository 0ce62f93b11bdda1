using System.Runtime.CompilerServices;
using System.Text;

namespace Skills.Engine.Batches.Sources;

/// <summary>Lines of a text, each within a limit: a file without line breaks must not fill the memory.</summary>
internal static class BoundedLines
{
    private const int Block = 32 * 1024;

    /// <summary>Reads the lines without their line breaks.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="maxLength">Most characters of a line.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">A line is longer.</exception>
    public static async IAsyncEnumerable<string> ReadAsync(TextReader reader, int maxLength, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var block = new char[Block];
        var line = new StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(block.AsMemory(), cancellationToken).ConfigureAwait(false)) > 0)
        {
            for (var start = 0; start < read;)
            {
                var end = Array.IndexOf(block, '\n', start, read - start);
                Append(line, block.AsSpan(start, (end < 0 ? read : end) - start), maxLength);
                start = end < 0 ? read : end + 1;
                if (end >= 0)
                {
                    yield return Take(line);
                }
            }
        }

        if (line.Length > 0)
        {
            yield return Take(line);
        }
    }

    private static void Append(StringBuilder line, ReadOnlySpan<char> text, int maxLength)
    {
        if (line.Length + (long)text.Length > maxLength)
        {
            throw new InvalidDataException();
        }

        line.Append(text);
    }

    private static string Take(StringBuilder line)
    {
        var text = line.ToString();
        line.Clear();
        return text.EndsWith('\r') ? text[..^1] : text;
    }
}
