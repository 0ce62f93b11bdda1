using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Doctoring;

/// <summary>Checks the surroundings of skills: configuration, files, providers, Redis and tools.</summary>
/// <param name="call">The call.</param>
/// <param name="engine">An engine with the configured Redis.</param>
internal sealed class Checkup(CommandCall call, CliEngine engine)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ModelPatience = TimeSpan.FromSeconds(20);

    /// <summary>Runs the checks one after the other.</summary>
    /// <param name="online">Whether each ready provider is asked one word, which costs a little.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    public async IAsyncEnumerable<Check> RunAsync(bool online, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new("tool", CheckState.Ok, $"skills {ToolVersion.Text} on {RuntimeInformation.FrameworkDescription}");
        yield return Configuration();
        yield return Files();
        foreach (var check in Providers())
        {
            yield return check;
        }

        yield return PreferredModels();
        yield return await RedisAsync(cancellationToken).ConfigureAwait(false);
        yield return Git();
        if (online)
        {
            foreach (var client in engine.Clients.Where(static c => c.Provider.NotReady is null))
            {
                yield return await AskAsync(client, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Check Configuration()
    {
        var folder = call.Config is { } typed ? call.Host.FullPath(typed) : call.Host.Folder;
        var found = CliConfiguration.Files(call.Host, folder).Where(static f => f.Exists).Select(f => call.Host.ShortPath(f.Path)).ToList();
        return new("configuration", CheckState.Ok, found.Count > 0 ? $"{string.Join(", ", found)}, then environment variables" : "environment variables only");
    }

    private Check Files()
    {
        var folders = string.Join(", ", engine.Options.Definitions.Directories.Select(call.Host.ShortPath));
        var broken = engine.Catalog.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.File).Distinct().Count();
        var message = $"{engine.Catalog.Definitions.Count} skill(s) read in {folders}, {broken} file(s) refused";
        return (engine.Catalog.Definitions.Count, broken) switch
        {
            (_, > 0) => new("skills", CheckState.Failed, message, "Run 'skills validate'."),
            (0, _) => new("skills", CheckState.Note, message, "Write one with 'skills new my-skill', or name a folder with --dir."),
            _ => new("skills", CheckState.Ok, message),
        };
    }

    private IEnumerable<Check> Providers()
    {
        foreach (var client in engine.Clients)
        {
            yield return client.Provider.NotReady is { } reason
                ? new($"provider {client.Provider.Name}", CheckState.Note, $"not ready: {reason}")
                : new($"provider {client.Provider.Name}", CheckState.Ok, "ready");
        }

        if (engine.Clients.All(static c => c.Provider.NotReady is not null))
        {
            yield return new("providers", CheckState.Note, "none is ready", "Set a key, such as ANTHROPIC_API_KEY. Without one, --dry answers from examples and schemas.");
        }
    }

    private Check PreferredModels()
    {
        var ready = engine.Clients.Where(static c => c.Provider.NotReady is null).Select(static c => c.Provider.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (ready.Count == 0)
        {
            return new("models", CheckState.Note, "not checked, because no provider is ready");
        }

        var without = engine.Catalog.Definitions.Where(d => d.Skill.ModelPreferences.PreferredModels is { Count: > 0 } models && !models.Any(m => engine.Models.Find(m) is { } known && ready.Contains(known.Provider)))
            .Select(static d => d.Skill.Slug).Distinct().ToList();
        return without.Count == 0
            ? new("models", CheckState.Ok, "every skill has a preferred model that can be called")
            : new("models", CheckState.Note, $"no preferred model can be called for {string.Join(", ", without.Take(5))}{(without.Count > 5 ? ", …" : "")}", "'skills explain <skill>' shows which model answers instead.");
    }

    private async Task<Check> RedisAsync(CancellationToken cancellationToken)
    {
        if (engine.Store is not { } store)
        {
            return new("redis", CheckState.Ok, "not configured, results are cached in memory");
        }

        try
        {
            await store.IncrementAsync("skills:doctor", 0, cancellationToken).AsTask().WaitAsync(Patience, call.Host.Time, cancellationToken).ConfigureAwait(false);
            return new("redis", CheckState.Ok, "answers");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is not OutOfMemoryException)
        {
            // The store's sentence may contain the connection string.
            return new("redis", CheckState.Failed, $"does not answer ({e.GetType().Name})", "Check SkillsEngine:Redis:ConnectionString and that the server runs.");
        }
    }

    private Check Git()
    {
        var name = OperatingSystem.IsWindows() ? "git.exe" : "git";
        var found = (call.Host.Variables.GetValueOrDefault("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, name)));
        return found
            ? new("git", CheckState.Ok, "found")
            : new("git", CheckState.Note, "not found", "'skills test --changed' and 'skills eval --against <revision>' need it.");
    }

    private async Task<Check> AskAsync(IModelClient client, CancellationToken cancellationToken)
    {
        var name = $"call {client.Provider.Name}";
        var today = DateOnly.FromDateTime(call.Host.Time.GetUtcNow().UtcDateTime);
        var model = engine.Models.Models.Where(m => m.Enabled && !m.OnlyByName && !(m.RetiresOn <= today) && string.Equals(m.Provider, client.Provider.Name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(m => m.PriceOn(today)?.Output ?? decimal.MaxValue).FirstOrDefault();
        if (model is null)
        {
            return new(name, CheckState.Note, "the catalog has no model of this provider");
        }

        try
        {
            var request = new ModelRequest { Model = model, Messages = [new(MessageRole.User, "Answer with the word yes.")], Options = new() { MaxOutputTokens = 16 } };
            await client.InvokeAsync(request, cancellationToken).WaitAsync(ModelPatience, call.Host.Time, cancellationToken).ConfigureAwait(false);
            return new(name, CheckState.Ok, $"{model.Id} answers");
        }
        catch (ModelException e)
        {
            return new(name, CheckState.Failed, $"{model.Id}: {e.Kind}. {e.Message}");
        }
        catch (TimeoutException)
        {
            return new(name, CheckState.Failed, FormattableString.Invariant($"{model.Id} did not answer within {ModelPatience.TotalSeconds} s"));
        }
    }
}
