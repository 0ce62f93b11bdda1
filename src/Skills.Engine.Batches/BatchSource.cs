using System.Data.Common;
using Skills.Engine.Batches.Sources;

namespace Skills.Engine.Batches;

/// <summary>
/// The items of a run, read one at a time. A resumed run reads its source again, so a source must give the same items in the same
/// order each time. A run whose source gives others is stopped. Derive from it for other formats.
/// </summary>
public abstract class BatchSource
{
    /// <summary>Reads the items from the start.</summary>
    /// <param name="context">The skill and the limits.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BatchSourceException">The source cannot be read, or an item passes a limit.</exception>
    public abstract IAsyncEnumerable<BatchItem> ReadAsync(BatchSourceContext context, CancellationToken cancellationToken);

    /// <summary>Reads JSON Lines: one object a line. Empty lines are skipped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="idProperty">The property whose value is the id of the item; null for none.</param>
    public static BatchSource Jsonl(string path, string? idProperty = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new JsonLinesSource(path, idProperty);
    }

    /// <summary>Reads CSV with a header. A cell is text where the skill's input schema takes text, and JSON elsewhere. An empty cell is an input that is not given.</summary>
    /// <param name="path">The file.</param>
    /// <param name="idColumn">The column that is the id of the item; null for none. It is no input unless the input schema declares it.</param>
    public static BatchSource Csv(string path, string? idColumn = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new CsvSource(path, idColumn);
    }

    /// <summary>Reads the rows of a query. A column is an input by its name. NULL is an input that is not given.</summary>
    /// <param name="database">The database. The caller disposes it.</param>
    /// <param name="sql">The query. Give it an ORDER BY, so that a resumed run sees the same order.</param>
    /// <param name="idColumn">The column that is the id of the item; null for none. It is no input unless the input schema declares it.</param>
    public static BatchSource Query(DbDataSource database, string sql, string? idColumn = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        return new QuerySource(database, sql, idColumn);
    }

    /// <summary>Takes items from code.</summary>
    /// <param name="items">The items. A resumed run enumerates them again.</param>
    public static BatchSource From(IAsyncEnumerable<BatchItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new ItemsSource(items);
    }

    /// <inheritdoc cref="From(IAsyncEnumerable{BatchItem})"/>
    public static BatchSource From(IEnumerable<BatchItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new ItemsSource(items.ToAsyncEnumerable());
    }
}
