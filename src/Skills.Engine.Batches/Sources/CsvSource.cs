using System.Runtime.CompilerServices;
using Skills.Json.Csv;

namespace Skills.Engine.Batches.Sources;

/// <summary>A CSV file with a header.</summary>
internal sealed class CsvSource(string path, string? idColumn) : BatchSource
{
    private const int MaxCells = 10_000;
    private const int RowsBetweenYields = 1000;

    private string File => Path.GetFileName(path);

    public override async IAsyncEnumerable<BatchItem> ReadAsync(BatchSourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var text = SourceFile.Open(path);
        using var rows = new CsvReader(text, context.MaxItemBytes, context.MaxItemBytes, MaxCells).Rows().GetEnumerator();
        if (!Next(rows, context.MaxItemBytes))
        {
            yield break;
        }

        var header = Header(rows.Current.Fields);
        var json = new CellJson(context.Skill, idColumn);
        var id = idColumn is null ? -1 : header.IndexOf(idColumn);
        for (var row = 1L; Next(rows, context.MaxItemBytes); row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var cells = Cells(rows.Current.Fields, header, row);
            yield return new(json.ObjectOf(header, cells), id < 0 ? null : cells[id]);
            if (row % RowsBetweenYields == 0)
            {
                await Task.Yield();
            }
        }
    }

    private List<string> Header(IReadOnlyList<string> names)
    {
        if (names.GroupBy(static n => n, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1 || g.Key.Length == 0) is { } wrong)
        {
            throw new BatchSourceException($"The header of '{File}' has {(wrong.Key.Length == 0 ? "a column without a name" : $"two columns called '{wrong.Key}'")}.");
        }

        return idColumn is null || names.Contains(idColumn)
            ? [.. names]
            : throw new BatchSourceException($"'{File}' has no column '{idColumn}'. It has: {string.Join(", ", names.Take(20))}.");
    }

    private IReadOnlyList<string> Cells(IReadOnlyList<string> cells, List<string> header, long row) => cells.Count == header.Count
        ? cells
        : throw new BatchSourceException($"Row {row} of '{File}' has {cells.Count} cells, and the header has {header.Count}.");

    private bool Next(IEnumerator<(IReadOnlyList<string> Fields, int Line)> rows, int maxLength)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (CsvException e)
        {
            throw new BatchSourceException($"Line {e.Line} of '{File}': " + e.Fault switch
            {
                CsvFault.NotClosed => "a quoted cell is not closed.",
                CsvFault.TextAfterQuote => "a quoted cell goes on after its closing quote. Write a quote within a cell twice.",
                CsvFault.FieldTooLong => $"a cell has more than {maxLength} characters.",
                _ => $"the record has more than {maxLength} characters or {MaxCells} cells.",
            }, e);
        }
    }
}
