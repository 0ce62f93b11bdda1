using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>All that changes during one render, templates included. Used by one thread.</summary>
internal sealed class TemplateState : RenderState
{
    private readonly Dictionary<string, CompiledTemplate?> _loaded = [];
    private readonly Stack<LoopValue> _loops = [];
    private Dictionary<string, CompiledTemplate?> _templates;

    internal TemplateState(RenderEnvironment environment)
        : base(environment.Options, environment.Library)
    {
        _templates = _loaded;
        Environment = environment;
        Root = new(environment);
    }

    internal RenderEnvironment Environment { get; }

    /// <summary>The variables of the template that was asked for.</summary>
    internal RenderContext Root { get; }

    /// <summary>The template whose code is at work.</summary>
    internal CompiledTemplate Template { get; set; } = null!;

    /// <summary>Templates that were imported without context: each runs once for a render.</summary>
    internal Dictionary<CompiledTemplate, ModuleValue> Modules { get; } = [];

    /// <summary>Where <c>{% generation %}</c> text is in the output, when someone asked.</summary>
    internal List<Range>? Spans { get; set; }

    internal void Start(CompiledTemplate template, long steps, CancellationToken cancellation)
    {
        Template = template;
        Start(steps, cancellation);
    }

    /// <summary>Prepares for the runs of one asynchronous render, which share the templates and the results of calls.</summary>
    internal void Share(Dictionary<string, CompiledTemplate?> templates, CallJournal journal) => (_templates, Journal) = (templates, journal);

    /// <summary>A loop variable for a loop that does not hold it: <see cref="Return(LoopValue)"/> it at the end.</summary>
    internal LoopValue RentLoop() => _loops.TryPop(out var loop) ? loop : new(this);

    internal void Return(LoopValue loop)
    {
        loop.Begin(default, 0, null, 0);
        _loops.Push(loop);
    }

    internal override void Finish()
    {
        Root.Start(null, default);
        Modules.Clear();
        _loaded.Clear();
        _templates = _loaded;
        Journal = null;
        Spans = null;
        base.Finish();
    }

    /// <summary>A template by name; null when there is none.</summary>
    internal CompiledTemplate? Load(string name)
    {
        if (!_templates.TryGetValue(name, out var template))
        {
            template = Environment.Find(name);
            if (template is null && Options.AsyncLoader is not null)
            {
                Await(name);
            }

            if (template is not null && _templates.Count >= Limits.MaxLoadedTemplates)
            {
                throw TooMany();
            }

            _templates[name] = template;
        }

        return template;
    }

    private void Await(string name)
    {
        if (Journal is null)
        {
            throw RuntimeFault.Runtime($"Template {Repr.Of(name)} is loaded asynchronously. Render with RenderAsync.");
        }

        if (_templates.Count >= Limits.MaxLoadedTemplates)
        {
            throw TooMany();
        }

        var templates = _templates;
        // A render is synchronous. This ends it, and it starts again when the template is there.
        throw new SuspendedException(async (most, cancellationToken) => templates[name] = await Environment.FindAsync(name, most, cancellationToken).ConfigureAwait(false));
    }

    private RuntimeFault TooMany() => RuntimeFault.Limit($"More than MaxLoadedTemplates = {Limits.MaxLoadedTemplates} templates were loaded.");
}
