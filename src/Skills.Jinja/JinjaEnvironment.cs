using System.Collections.Concurrent;
using Skills.Jinja.Compilation;
using Skills.Jinja.Rendering;
using Skills.Jinja.Syntax;
using Skills.Jinja.Text;

namespace Skills.Jinja;

/// <summary>Parses Jinja2 templates and holds what they share: options, filters, tests, globals, loader.</summary>
/// <remarks>Immutable after construction and safe for use by many threads. Make one and keep it.</remarks>
public sealed class JinjaEnvironment
{
    private const int MaxCached = 1000;

    private readonly LexerRules _rules;
    private readonly ConcurrentDictionary<string, Cached> _cache = new(StringComparer.Ordinal);

    /// <summary>Makes an environment.</summary>
    /// <param name="options">Copied; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    public JinjaEnvironment(JinjaOptions? options = null)
    {
        Options = (options ?? new()).Copy();
        _rules = new(Options);
        Shared = new(Options, name => Lookup(name)?.Template, async (name, most, cancellationToken) => (await LookupAsync(name, most, cancellationToken).ConfigureAwait(false))?.Template);
    }

    internal JinjaOptions Options { get; }

    /// <summary>What compiled templates know of their environment.</summary>
    internal RenderEnvironment Shared { get; }

    /// <summary>Parses a template.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="name">What errors call it; null for none.</param>
    /// <exception cref="JinjaException">The text is no valid template, or over a limit.</exception>
    public JinjaTemplate Parse(string source, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(Compile(source, name));
    }

    /// <summary>Parses a single expression, without tags, such as <c>count > 3 and name is defined</c>.</summary>
    /// <exception cref="JinjaException">The text is no valid expression.</exception>
    public JinjaExpression CompileExpression(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return JinjaExpression.Compile(Shared, expression, _rules);
    }

    /// <summary>Loads a template through <see cref="JinjaOptions.Loader"/>; parsed templates are kept until their source changes.</summary>
    /// <exception cref="JinjaException">There is no such template, or it is not valid.</exception>
    public JinjaTemplate GetTemplate(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new((Lookup(name) ?? throw NotFound(name)).Template);
    }

    /// <summary>Loads a template through <see cref="JinjaOptions.Loader"/>, or <see cref="JinjaOptions.AsyncLoader"/> where that has none of the name. Parsed templates are kept until their source changes.</summary>
    /// <exception cref="JinjaException">There is no such template, it is not valid, or loading it takes longer than <see cref="JinjaLimits.MaxAsyncWait"/>.</exception>
    public async Task<JinjaTemplate> GetTemplateAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        var entry = Lookup(name) ?? await LookupAsync(name, Options.Limits.MaxAsyncWait, cancellationToken).ConfigureAwait(false);
        return entry is null ? throw NotFound(name) : new(entry.Template);
    }

    private JinjaException NotFound(string name) => new(
        JinjaErrorKind.TemplateNotFound, $"Template {Repr.Of(name)} not found.", name, 0, 0, null, null, Spelling.Nearest(name, (Options.Loader?.Names ?? []).Take(1000)));

    private CompiledTemplate Compile(string source, string? name)
    {
        if (source.Length > Options.Limits.MaxSourceLength)
        {
            throw new JinjaException(
                JinjaErrorKind.Limit, $"The template has {source.Length} characters; MaxSourceLength = {Options.Limits.MaxSourceLength}.", name, 0, 0, null);
        }

        var text = new SourceText(source, name, Options.KeepTrailingNewline);
        try
        {
            var tree = new TemplateParser(new(text, _rules), Options).Parse();
            return new TemplateCompiler(Shared, text, tree).Compile();
        }
        catch (SyntaxFault fault)
        {
            throw text.Error(fault.Kind, fault.Message, fault.Position, null, fault.Suggestion, fault.Hint);
        }
        catch (InsufficientExecutionStackException)
        {
            throw text.Error(JinjaErrorKind.Limit, "The template is nested deeper than the stack allows.", 0);
        }
    }

    private Cached? Lookup(string name)
    {
        var loader = Options.Loader;
        if (loader is null)
        {
            return null;
        }

        var stamp = Guarded(loader.GetStamp, name);
        var known = _cache.GetValueOrDefault(name);
        if (known is not null && stamp is not null && known.Stamp == stamp)
        {
            return known;
        }

        return Keep(name, known, stamp, Guarded(loader.Load, name));
    }

    private async Task<Cached?> LookupAsync(string name, TimeSpan most, CancellationToken cancellationToken)
    {
        if (Options.AsyncLoader is not { } loader)
        {
            return null;
        }

        try
        {
            var stamp = await Within(loader.GetStampAsync(name, cancellationToken)).ConfigureAwait(false);
            var known = _cache.GetValueOrDefault(name);
            return known is not null && stamp is not null && known.Stamp == stamp
                ? known
                : Keep(name, known, stamp, await Within(loader.LoadAsync(name, cancellationToken)).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is not (JinjaException or OperationCanceledException))
        {
            throw LoaderFailed(name, exception);
        }

        Task<string?> Within(ValueTask<string?> task) => task.AsTask().WaitAsync(most, Options.TimeProvider, cancellationToken);
    }

    private Cached? Keep(string name, Cached? known, string? stamp, string? source)
    {
        if (source is null)
        {
            _cache.TryRemove(name, out _);
            return null;
        }

        if (known is not null && known.Source == source)
        {
            return stamp == known.Stamp ? known : _cache[name] = known with { Stamp = stamp };
        }

        if (_cache.Count >= MaxCached)
        {
            _cache.Clear();
        }

        var entry = new Cached(stamp, source, Compile(source, name));
        return _cache[name] = entry;
    }

    private static string? Guarded(Func<string, string?> load, string name)
    {
        try
        {
            return load(name);
        }
        catch (Exception exception) when (exception is not (JinjaException or OperationCanceledException))
        {
            throw LoaderFailed(name, exception);
        }
    }

    private static JinjaException LoaderFailed(string name, Exception exception) =>
        new(JinjaErrorKind.Runtime, $"The loader failed on template {Repr.Of(name)} with {exception.GetType().Name}.", name, 0, 0, null, exception);

    private sealed record Cached(string? Stamp, string Source, CompiledTemplate Template);
}
