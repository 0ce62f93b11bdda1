using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A template that was run for its names.</summary>
internal sealed class ModuleValue : HeapValue
{
    private readonly Dictionary<string, Value> _exports;
    private readonly string? _name;

    private ModuleValue(string? name, string body, Dictionary<string, Value> exports)
        : base(ValueKind.Other) => (_name, Body, _exports) = (name, body, exports);

    internal string Body { get; }

    internal override string TypeName => "jinja2.environment.TemplateModule";

    /// <summary>The module of a template run without context: once for each render.</summary>
    internal static ModuleValue Of(TemplateState state, CompiledTemplate template)
    {
        if (!state.Modules.TryGetValue(template, out var module))
        {
            module = Run(state, template, RenderContext.Empty(state.Environment));
            state.Modules[template] = module;
        }

        return module;
    }

    internal static ModuleValue Run(TemplateState state, CompiledTemplate template, RenderContext context)
    {
        state.Enter();
        var position = state.Position;
        // Its text is made too: a module prints as the template.
        template.Prepare(context, asModule: true);
        var start = state.Output.Length;
        template.Run(state, context);
        state.Position = position;
        state.Leave();
        state.BuildString(state.Output.Length - start);
        return new(template.Name, state.Output.Cut(start), context.Exports());
    }

    internal Value Take(TemplateState state, string name, int position) => _exports.TryGetValue(name, out var value)
        ? value
        : state.UndefinedHint(
            $"the template {Repr.Of(_name ?? "None")} (imported on line {state.Template.Source.LineOf(position)}{(state.Template.Name is null ? "" : $" in {Repr.Of(state.Template.Name)}")}) does not export the requested name {Repr.Of(name)}",
            name);

    internal override void WriteText(ReprWriter writer) => writer.Append(Body);

    internal override void WriteRepr(ReprWriter writer) => writer.Append($"<TemplateModule {(_name is null ? "memory:0x0" : Repr.Of(_name))}>");

    internal override bool TryGetAttribute(RenderState state, string name, out Value value) => _exports.TryGetValue(name, out value);
}
