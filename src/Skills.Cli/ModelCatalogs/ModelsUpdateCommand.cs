using System.CommandLine;
using System.Globalization;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.ModelCatalogs;

/// <summary><c>skills models update</c>: takes over a newer catalog file after its hash was checked.</summary>
internal sealed class ModelsUpdateCommand : CliCommand
{
    private const string UsualFile = "models.yaml";

    private readonly Argument<string> _source = new("source") { Description = "A catalog file, or its https URL.", HelpName = "file|url" };
    private readonly Option<string> _hash = new("--sha256") { Description = "SHA-256 that the file must have, as its publisher states it.", HelpName = "hex", Required = true };
    private readonly Option<string?> _out = new("--out") { Description = "File to write. Default: the configured overlay file, then models.yaml beside the configuration.", HelpName = "file" };
    private readonly Option<bool> _check = new("--check") { Description = "Shows the differences and writes nothing. Exit code 1 when there are some." };
    private readonly Option<bool> _force = new("--force") { Description = "Takes over a file that is older than the catalog in use, or that names no day." };

    public ModelsUpdateCommand(CliHost host, CommonOptions common) : base(
        "update",
        "Takes over a newer catalog of models and prices, after its hash was checked.",
        host,
        common,
        "skills models update ./models.yaml --sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "skills models update https://example.com/models.yaml --sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --check")
    {
        Add(_source);
        Add(_hash);
        Add(_out);
        Add(_check);
        Add(_force);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var (source, hash) = (call.Get(_source)!, call.Get(_hash)!);
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit))
        {
            throw new CliException(ExitCode.Usage, "--sha256 must be 64 hexadecimal digits. 'sha256sum <file>' prints them.");
        }

        var engine = EngineRegistration.Build(EngineSettings.Of(call));
        await using var closing = engine.ConfigureAwait(false);
        var bytes = await CatalogSource.ReadAsync(call, source, hash, cancellationToken).ConfigureAwait(false);
        var target = TargetOf(call, engine);
        var draft = target.Full + ".new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target.Full)!);
            await File.WriteAllBytesAsync(draft, bytes, cancellationToken).ConfigureAwait(false);
            var next = Read(call, engine, draft, source);
            CheckDay(call, engine.Models.AsOf, next.AsOf);
            var changes = CatalogChange.Between(engine.Models.Models, next.Models, Today(call));
            CatalogChangeText.Write(call, changes, next);
            if (call.Get(_check))
            {
                return changes.Count > 0 ? ExitCode.Failed : ExitCode.Done;
            }

            File.Move(draft, target.Full, overwrite: true);
            Advise(call, engine, target.Typed, hash.ToLowerInvariant());
            return ExitCode.Done;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private (string Typed, string Full) TargetOf(CommandCall call, CliEngine engine)
    {
        if (call.Get(_out) is { } typed)
        {
            return (typed, call.Host.FullPath(typed));
        }

        return engine.Options.Catalog.OverlayFile is { Length: > 0 } configured
            ? (configured, call.Host.FullPath(configured))
            : (UsualFile, Path.Combine(call.Config is { } folder ? call.Host.FullPath(folder) : call.Host.Folder, UsualFile));
    }

    // Read as the engine reads it, so that what is written is what the engine takes.
    private static ModelCatalog Read(CommandCall call, CliEngine engine, string draft, string source)
    {
        var options = new SkillsEngineOptions();
        (options.Catalog.Embedded, options.Catalog.OverlayFile, options.Catalog.HighestPrice) = (false, draft, engine.Options.Catalog.HighestPrice);
        try
        {
            var read = new ModelCatalog(Microsoft.Extensions.Options.Options.Create(options));
            return read.Models.Count > 0 ? read : throw new CliException(ExitCode.Unreadable, $"'{CatalogSource.Shown(source)}' has no models.");
        }
        catch (ModelCatalogException e)
        {
            throw new CliException(ExitCode.Unreadable, e.Message.Replace(draft, CatalogSource.Shown(source), StringComparison.Ordinal));
        }
    }

    // An old file with a right hash would bring back old prices.
    private void CheckDay(CommandCall call, DateOnly? now, DateOnly? next)
    {
        if (!call.Get(_force) && (next is null || next < now))
        {
            throw new CliException(ExitCode.Failed, string.Create(
                CultureInfo.InvariantCulture,
                $"The file {(next is { } day ? FormattableString.Invariant($"is of {day:yyyy-MM-dd}") : "names no day in 'as_of'")}, and the catalog in use is of {now:yyyy-MM-dd}. Add --force to take it over."));
        }
    }

    private static void Advise(CommandCall call, CliEngine engine, string file, string hash)
    {
        var catalog = engine.Options.Catalog;
        call.Terminal.Note($"Wrote {file}.");
        var isRead = catalog.OverlayFile == file || catalog.OverlayFiles.Contains(file);
        if (!isRead || !catalog.OverlayHashes.TryGetValue(file, out var stated) || !stated.Equals(hash, StringComparison.OrdinalIgnoreCase))
        {
            call.Terminal.Note($$"""{{(isRead ? "Its hash is not the configured one" : "No setting names this file yet")}}. Set in appsettings.json: { "SkillsEngine": { "Catalog": { "OverlayFile": "{{file}}", "OverlayHashes": { "{{file}}": "{{hash}}" } } } }""");
        }
    }

    private static DateOnly Today(CommandCall call) => DateOnly.FromDateTime(call.Host.Time.GetUtcNow().UtcDateTime);
}
