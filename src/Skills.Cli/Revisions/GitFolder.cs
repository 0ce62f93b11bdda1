using System.Diagnostics;
using System.Formats.Tar;
using Skills.Cli.Shell;

namespace Skills.Cli.Revisions;

/// <summary>A folder in a Git repository.</summary>
/// <param name="host">The surroundings.</param>
/// <param name="folder">The folder, in full.</param>
internal sealed class GitFolder(CliHost host, string folder)
{
    private const long MostBytes = 256L * 1024 * 1024;
    private const int MostEntries = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Returns the commit of a revision.</summary>
    /// <exception cref="CliException">There is no such revision, or no repository.</exception>
    public async Task<string> CommitAsync(string revision, CancellationToken cancellationToken)
    {
        var (exit, output, error) = await RunAsync(["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"], cancellationToken).ConfigureAwait(false);
        return exit == 0 ? output.Trim() : throw new CliException(
            ExitCode.Usage,
            error.Contains("not a git repository", StringComparison.Ordinal)
                ? $"'{host.ShortPath(folder)}' is in no Git repository, so there is no revision '{PlainText.Line(revision, 60)}'."
                : $"Git knows no revision '{PlainText.Line(revision, 60)}'. Fetch it first, for example with 'git fetch origin'.");
    }

    /// <summary>Returns the commit at which the working copy left a revision, so that later work of others does not count.</summary>
    public async Task<string> MergeBaseAsync(string revision, CancellationToken cancellationToken)
    {
        var commit = await CommitAsync(revision, cancellationToken).ConfigureAwait(false);
        var (exit, output, _) = await RunAsync(["merge-base", commit, "HEAD"], cancellationToken).ConfigureAwait(false);
        return exit == 0 ? output.Trim() : commit;
    }

    /// <summary>Returns the files of the folder that differ from a commit, with files that are not tracked, in full.</summary>
    public async Task<IReadOnlyList<string>> ChangedFilesAsync(string commit, CancellationToken cancellationToken)
    {
        var (_, changed, _) = await RunAsync(["diff", "--name-only", "--relative", "-z", commit, "--", "."], cancellationToken).ConfigureAwait(false);
        var (_, added, _) = await RunAsync(["ls-files", "--others", "--exclude-standard", "-z", "--", "."], cancellationToken).ConfigureAwait(false);
        return [.. $"{changed}{added}".Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(f => Path.GetFullPath(f, folder))];
    }

    /// <summary>Writes the folder as it was at a commit into a temporary folder.</summary>
    public async Task<TemporaryFolder> ExportAsync(string commit, CancellationToken cancellationToken)
    {
        var target = new TemporaryFolder();
        try
        {
            using var process = Start(["archive", "--format=tar", commit, "--", "."]);
            using var deadline = Deadline(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await ExtractAsync(process.StandardOutput.BaseStream, target.Path, deadline.Token).ConfigureAwait(false);
            await EndAsync(process, deadline, cancellationToken).ConfigureAwait(false);

            // A folder that the commit does not have is empty there.
            _ = await error.ConfigureAwait(false);
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    // Entries come from a repository, so names and sizes are not trusted. Links are left out.
    private static async Task ExtractAsync(Stream tar, string target, CancellationToken cancellationToken)
    {
        var reader = new TarReader(tar, leaveOpen: true);
        await using var closing = reader.ConfigureAwait(false);
        var (entries, bytes) = (0, 0L);
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            {
                continue;
            }

            entries++;
            bytes += entry.Length;
            if (entries > MostEntries || bytes > MostBytes)
            {
                throw new CliException(ExitCode.Unreadable, $"The folder has more than {MostEntries} files or {MostBytes / 1024 / 1024} MiB at that revision. Name the folder of the skills with --dir.");
            }

            var path = Path.GetFullPath(entry.Name, target);
            if (path.StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await entry.ExtractToFileAsync(path, overwrite: true, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Start(arguments);
        using var deadline = Deadline(cancellationToken);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        await EndAsync(process, deadline, cancellationToken).ConfigureAwait(false);
        return (process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new CliException(ExitCode.Usage, "Git was not found. Install it, or leave out the option that names a revision.");
        }
    }

    private static CancellationTokenSource Deadline(CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(Patience);
        return source;
    }

    private static async Task EndAsync(Process process, CancellationTokenSource deadline, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new CliException(ExitCode.Unreadable, FormattableString.Invariant($"Git did not answer within {Patience.TotalSeconds} s."));
        }
    }
}
