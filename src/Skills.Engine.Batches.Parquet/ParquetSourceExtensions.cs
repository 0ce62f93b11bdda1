using Skills.Engine.Batches.Parquet.Files;

namespace Skills.Engine.Batches;

/// <summary>Parquet files as sources of batch runs.</summary>
public static class ParquetSourceExtensions
{
    /// <summary>The default of the most bytes of a row group: 512 MiB.</summary>
    public const long DefaultMaxRowGroupBytes = 512L * 1024 * 1024;

    extension(BatchSource)
    {
        /// <summary>Reads a Parquet file with flat columns, one row group at a time. A column is an input by its name. NULL is an input that is not given.</summary>
        /// <param name="path">The file.</param>
        /// <param name="idColumn">The column that is the id of the item; null for none. It is no input unless the input schema declares it.</param>
        /// <param name="maxRowGroupBytes">Most bytes of a row group in memory, by what the file says of it.</param>
        public static BatchSource Parquet(string path, string? idColumn = null, long maxRowGroupBytes = DefaultMaxRowGroupBytes)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(path);
            ArgumentOutOfRangeException.ThrowIfLessThan(maxRowGroupBytes, 1);
            return new ParquetSource(path, idColumn, maxRowGroupBytes);
        }
    }
}
