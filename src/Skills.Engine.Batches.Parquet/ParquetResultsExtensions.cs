using Skills.Engine.Batches.Parquet.Files;

namespace Skills.Engine.Batches;

/// <summary>Parquet files of the results of batch runs.</summary>
public static class ParquetResultsExtensions
{
    extension(SkillBatches batches)
    {
        /// <summary>Writes the results so far to a Parquet file, which is replaced at once when it is complete.</summary>
        /// <param name="run">The id of the run.</param>
        /// <param name="path">The file.</param>
        /// <param name="cancellationToken">Ends the writing; the file is then as before.</param>
        /// <returns>The number of results.</returns>
        /// <exception cref="BatchException">There is no such run.</exception>
        public Task<long> WriteParquetAsync(string run, string path, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(batches);
            ArgumentException.ThrowIfNullOrWhiteSpace(path);
            return ParquetResults.WriteAsync(path, batches.ResultsAsync(run, cancellationToken), cancellationToken);
        }
    }
}
