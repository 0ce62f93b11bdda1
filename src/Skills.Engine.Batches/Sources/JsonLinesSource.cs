using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Skills.Engine.Batches.Sources;

/// <summary>A file with one JSON object a line.</summary>
internal sealed class JsonLinesSource(string path, string? idProperty) : BatchSource
{
    private string File => Path.GetFileName(path);

    public override async IAsyncEnumerable<BatchItem> ReadAsync(BatchSourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var text = SourceFile.Open(path);
        var lines = BoundedLines.ReadAsync(text, context.MaxItemBytes, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (lines.ConfigureAwait(false))
        {
            for (var row = 1L; await NextAsync(lines, row, context.MaxItemBytes).ConfigureAwait(false);)
            {
                if (!string.IsNullOrWhiteSpace(lines.Current))
                {
                    yield return Item(lines.Current, row++);
                }
            }
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<string> lines, long row, int maxLength)
    {
        try
        {
            return await lines.MoveNextAsync().ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new BatchSourceException($"Row {row} of '{File}' is longer than {maxLength} characters. Raise SkillsEngine:MaxInputBytes.", e);
        }
        catch (IOException e)
        {
            throw new BatchSourceException($"'{File}' cannot be read after row {row - 1}.", e);
        }
    }

    private BatchItem Item(string line, long row)
    {
        if (CellJson.Parse(line) is not { ValueKind: JsonValueKind.Object } inputs)
        {
            throw new BatchSourceException($"Row {row} of '{File}' is not a JSON object of valid Unicode text.");
        }

        return new(inputs, idProperty is not null && inputs.TryGetProperty(idProperty, out var id) ? id.ToString() : null);
    }
}
