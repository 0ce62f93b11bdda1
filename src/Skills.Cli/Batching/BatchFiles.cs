using System.CommandLine;
using System.Globalization;
using Skills.Cli.Shell;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary>The files of a batch: inputs, results, and the journal next to the results.</summary>
internal static class BatchFiles
{
    /// <summary>The id of the run in its journal. A journal has one.</summary>
    public const string Run = "batch";

    private const string OutDescription = "Results as JSON Lines, or CSV if it ends with .csv. The journal of the batch is the file with '.journal' after it.";

    /// <summary>Returns the option that names the results, and by them the batch.</summary>
    public static Option<string> Out() => new("--out") { Description = OutDescription, HelpName = "file", Required = true };

    /// <summary>Returns the option that names the results of a batch that exists.</summary>
    public static Option<string?> OutOf() => new("--out") { Description = OutDescription, HelpName = "file" };

    /// <summary>Returns the journal of results.</summary>
    /// <exception cref="CliException">The results are not those of a batch, or there is no journal.</exception>
    public static string Journal(string output, bool mustExist)
    {
        var journal = output + ".journal";
        if (File.Exists(journal))
        {
            return journal;
        }

        if (mustExist)
        {
            throw new CliException(ExitCode.NothingMatched, $"There is no batch for '{Path.GetFileName(output)}': '{Path.GetFileName(journal)}' does not exist.");
        }

        return File.Exists(output)
            ? throw new CliException(ExitCode.Unreadable, $"'{Path.GetFileName(output)}' exists and is not the result of a batch. Name another file with --out.")
            : journal;
    }

    /// <summary>Returns the source for a file, by its ending.</summary>
    /// <exception cref="CliException">The file does not exist or is of another form.</exception>
    public static BatchSource Source(string path)
    {
        if (!File.Exists(path))
        {
            throw new CliException(ExitCode.Usage, $"The file '{Path.GetFileName(path)}' does not exist.");
        }

        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".JSONL" or ".NDJSON" => BatchSource.Jsonl(path),
            ".CSV" => BatchSource.Csv(path),
            var other => throw new CliException(ExitCode.Usage, $"'{other}' files are not read. Use JSON Lines (.jsonl) or CSV with a header (.csv)."),
        };
    }

    /// <summary>Returns the progress in one line.</summary>
    public static string Line(BatchProgress progress)
    {
        var rate = progress.ItemsPerSecond is { } perSecond ? string.Create(CultureInfo.InvariantCulture, $" · {perSecond:F1}/s") : "";
        var left = progress.Remaining is { } remaining ? string.Create(CultureInfo.InvariantCulture, $" · {remaining:hh\\:mm\\:ss} left") : "";
        var workers = progress.Workers is { Count: > 0 } some ? string.Create(CultureInfo.InvariantCulture, $" · {some.Count} worker(s), oldest item {some.Max(static w => w.OldestClaim).TotalSeconds:F0} s") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{progress.Succeeded} succeeded, {progress.Failed} failed, {progress.Pending + progress.InFlight} waiting{rate}{left}{workers} · {Money.Text(progress.Spent)}");
    }
}
