using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class IncludeNode(int position, ExprNode template, bool ignoreMissing, (string Name, int Hops, int Slot)[]? locals) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        var name = template.Eval(state, frame);
        state.Position = Position;
        var included = TemplateNames.Select(state, name, ignoreMissing);
        if (included is null)
        {
            return Flow.Next;
        }

        if (locals is null)
        {
            state.Output.Append(ModuleValue.Of(state, included).Body);
            return Flow.Next;
        }

        state.Enter();
        var context = frame.Context.Derive(LocalValues.Of(frame, locals));
        included.Prepare(context);
        included.Run(state, context);
        state.Position = Position;
        state.Leave();
        return Flow.Next;
    }
}

/// <summary>Import, and from-import with names.</summary>
internal sealed class ImportNode(
    int position, ExprNode template, (string? Name, string Alias, int Slot)[] targets, (string Name, int Hops, int Slot)[]? locals, bool isTop) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        var name = template.Eval(state, frame);
        state.Position = Position;
        var imported = TemplateNames.Get(state, name);
        var module = locals is null ? ModuleValue.Of(state, imported) : ModuleValue.Run(state, imported, frame.Context.Derive(LocalValues.Of(frame, locals)));
        state.Position = Position;
        foreach (var (wanted, alias, slot) in targets)
        {
            var value = wanted is null ? Value.Of(module) : module.Take(state, wanted, Position);
            frame.Slots[slot] = value;
            if (isTop && frame.Context.KeepsVars)
            {
                frame.Context.SetVar(alias, value, false);
            }
        }

        return Flow.Next;
    }
}

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
    internal static ModuleValue Of(RenderState state, CompiledTemplate template)
    {
        if (!state.Modules.TryGetValue(template, out var module))
        {
            module = Run(state, template, RenderContext.Empty(state.Environment));
            state.Modules[template] = module;
        }

        return module;
    }

    internal static ModuleValue Run(RenderState state, CompiledTemplate template, RenderContext context)
    {
        state.Enter();
        var position = state.Position;
        template.Prepare(context, asModule: true);
        var start = state.Output.Length;
        template.Run(state, context);
        state.Position = position;
        state.Leave();
        state.BuildString(state.Output.Length - start);
        return new(template.Name, state.Output.Cut(start), context.Exports());
    }

    internal Value Take(RenderState state, string name, int position) => _exports.TryGetValue(name, out var value)
        ? value
        : state.UndefinedHint(
            $"the template {Repr.Of(_name ?? "None")} (imported on line {state.Template.Source.LineOf(position)}{(state.Template.Name is null ? "" : $" in {Repr.Of(state.Template.Name)}")}) does not export the requested name {Repr.Of(name)}",
            name);

    internal override void WriteText(ReprWriter writer) => writer.Append(Body);

    internal override void WriteRepr(ReprWriter writer) => writer.Append($"<TemplateModule {(_name is null ? "memory:0x0" : Repr.Of(_name))}>");

    internal override bool TryGetAttribute(RenderState state, string name, out Value value) => _exports.TryGetValue(name, out value);
}

/// <summary>From values that name templates to templates.</summary>
internal static class TemplateNames
{
    internal static CompiledTemplate Get(RenderState state, Value name) => name.Kind switch
    {
        ValueKind.String => state.Load(name.String) ?? throw NotFound(name.String),
        ValueKind.Undefined => throw ((UndefinedValue)name.Heap).Fault(),
        _ when !ValueKeys.IsHashable(name) => throw RuntimeFault.Type($"unhashable type: '{Types.Name(name)}'"),
        _ => throw NotFound(state.Text(name)),
    };

    /// <summary>One name, or the first that exists of a list.</summary>
    internal static CompiledTemplate? Select(RenderState state, Value names, bool ignoreMissing)
    {
        if (names.IsString)
        {
            return state.Load(names.String) ?? (ignoreMissing ? null : throw NotFound(names.String));
        }

        if (names.Ref is UndefinedValue undefined)
        {
            throw undefined.Fault();
        }

        if (!Types.Truthy(names))
        {
            return ignoreMissing ? null : throw new RuntimeFault(JinjaErrorKind.TemplateNotFound, "Tried to select from an empty list of templates.");
        }

        var tried = new List<string>();
        var walk = Iteration.Of(state, names);
        while (walk.Next(out var name))
        {
            if (name.Ref is UndefinedValue missing)
            {
                tried.Add(missing.Message);
                continue;
            }

            if (state.Load(state.Text(name)) is { } found)
            {
                return found;
            }

            tried.Add(state.Text(name));
        }

        return ignoreMissing ? null : throw new RuntimeFault(JinjaErrorKind.TemplateNotFound, $"none of the templates given were found: {string.Join(", ", tried)}");
    }

    private static RuntimeFault NotFound(string name) => new(JinjaErrorKind.TemplateNotFound, name);
}
