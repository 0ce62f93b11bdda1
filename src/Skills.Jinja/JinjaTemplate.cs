using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Skills.Jinja.Checking;
using Skills.Jinja.Rendering;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja;

/// <summary>A parsed template. Immutable: render it as often as you like, from any thread.</summary>
public sealed class JinjaTemplate
{
    private readonly CompiledTemplate _template;
    private readonly TemplateRun _run;

    internal JinjaTemplate(CompiledTemplate template) => (_template, _run) = (template, new(template));

    /// <summary>The name it was parsed with; null for none.</summary>
    public string? Name => _template.Name;

    /// <summary>Renders with the properties of a JSON object as variables. The document is read, not copied, and must stay open until the call returns.</summary>
    /// <param name="context">An object; an undefined or null element counts as an empty one.</param>
    /// <param name="cancellationToken">Looked at every thousand steps or so.</param>
    /// <exception cref="JinjaException">The template failed; see <see cref="JinjaException.Kind"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="context"/> is no object.</exception>
    public string Render(JsonElement context, CancellationToken cancellationToken = default) => Render(null, Checked(context), null, cancellationToken);

    /// <summary>Renders with the properties of a JSON object as variables, and further ones from a dictionary. The document is read, not copied, and must stay open until the call returns.</summary>
    /// <param name="context">As for <see cref="Render(JsonElement, CancellationToken)"/>.</param>
    /// <param name="others">Variables that the object does not have, as for <see cref="Render(IReadOnlyDictionary{string, object?}, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Looked at every thousand steps or so.</param>
    /// <exception cref="JinjaException">The template failed; see <see cref="JinjaException.Kind"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="context"/> is no object.</exception>
    public string Render(JsonElement context, IReadOnlyDictionary<string, object?> others, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(others);
        return Render(others, Checked(context), null, cancellationToken);
    }

    /// <summary>Renders with the entries of a dictionary as variables.</summary>
    /// <param name="context">Values may be JSON, primitives, strings, dictionaries, lists, dates, <see cref="IJinjaObject"/> or instances of types allowed by <see cref="JinjaOptions.AllowType{T}"/>.</param>
    /// <param name="cancellationToken">Looked at every thousand steps or so.</param>
    /// <exception cref="JinjaException">The template failed; see <see cref="JinjaException.Kind"/>.</exception>
    public string Render(IReadOnlyDictionary<string, object?> context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Render(context, default, null, cancellationToken);
    }

    /// <summary>Renders with the public properties of an object as variables, named by <see cref="JinjaOptions.PropertyNamingPolicy"/>.</summary>
    /// <typeparam name="T">The type whose properties are read. Types of the values below it must be allowed, as for other contexts.</typeparam>
    /// <param name="model">The object. A dictionary of variables is taken as such.</param>
    /// <param name="cancellationToken">Looked at every thousand steps or so.</param>
    /// <exception cref="JinjaException">The template failed; see <see cref="JinjaException.Kind"/>.</exception>
    public string Render<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T model, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(model);
        return Render(model as IReadOnlyDictionary<string, object?> ?? Variables(model), default, null, cancellationToken);
    }

    /// <summary>Renders to a writer. Nothing is written when the template fails.</summary>
    /// <param name="writer">Takes the text; it is neither flushed nor closed.</param>
    /// <param name="context">As for <see cref="Render(IReadOnlyDictionary{string, object?}, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Looked at every thousand steps or so.</param>
    /// <exception cref="JinjaException">The template failed; see <see cref="JinjaException.Kind"/>.</exception>
    public void Render(TextWriter writer, IReadOnlyDictionary<string, object?> context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(context);
        Write(writer, context, default, cancellationToken);
    }

    /// <summary>Renders to a writer with the properties of a JSON object as variables. Nothing is written when the template fails.</summary>
    /// <param name="writer">Takes the text; it is neither flushed nor closed.</param>
    /// <param name="context">As for <see cref="Render(JsonElement, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Looked at every thousand steps or so.</param>
    /// <exception cref="JinjaException">The template failed; see <see cref="JinjaException.Kind"/>.</exception>
    public void Render(TextWriter writer, JsonElement context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Write(writer, null, Checked(context), cancellationToken);
    }

    /// <summary>Renders with the entries of a dictionary as variables, and waits for asynchronous functions, filters and loaders.</summary>
    /// <remarks>
    /// A render that has to wait is left, and is repeated from its start when the result is there. Functions are not called again, but <see cref="JinjaOptions.Finalize"/>,
    /// <see cref="IJinjaObject"/> and a function that renders a body with asynchronous calls may be. No thread is blocked, and the repetitions count as steps.
    /// </remarks>
    /// <param name="context">As for <see cref="Render(IReadOnlyDictionary{string, object?}, CancellationToken)"/>, and functions as <see cref="JinjaAsyncFunction"/>. It must not change until the task ends.</param>
    /// <param name="cancellationToken">Passed to the functions and loaders, and looked at while they are waited for.</param>
    /// <exception cref="JinjaException">The template failed; see <see cref="JinjaException.Kind"/>.</exception>
    public Task<string> RenderAsync(IReadOnlyDictionary<string, object?> context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _run.RunAsync(context, default, cancellationToken);
    }

    /// <summary>Renders with the properties of a JSON object as variables, and waits for asynchronous functions, filters and loaders.</summary>
    /// <param name="context">As for <see cref="Render(JsonElement, CancellationToken)"/>. The document must stay open until the task ends.</param>
    /// <param name="cancellationToken">Passed to the functions and loaders, and looked at while they are waited for.</param>
    /// <exception cref="JinjaException">The template failed; see <see cref="JinjaException.Kind"/>.</exception>
    public Task<string> RenderAsync(JsonElement context, CancellationToken cancellationToken = default) => _run.RunAsync(null, Checked(context), cancellationToken);

    /// <summary>Renders with the public properties of an object as variables, and waits for asynchronous functions, filters and loaders.</summary>
    /// <typeparam name="T">As for <see cref="Render{T}(T, CancellationToken)"/>.</typeparam>
    /// <param name="model">The object. A dictionary of variables is taken as such.</param>
    /// <param name="cancellationToken">Passed to the functions and loaders, and looked at while they are waited for.</param>
    /// <exception cref="JinjaException">The template failed; see <see cref="JinjaException.Kind"/>.</exception>
    public Task<string> RenderAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T model, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(model);
        return _run.RunAsync(model as IReadOnlyDictionary<string, object?> ?? Variables(model), default, cancellationToken);
    }

    /// <summary>Renders to a writer, and waits for asynchronous functions, filters and loaders. Nothing is written when the template fails.</summary>
    /// <param name="writer">Takes the text; it is neither flushed nor closed.</param>
    /// <param name="context">As for <see cref="RenderAsync(IReadOnlyDictionary{string, object?}, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Passed to the functions and loaders, and looked at while they are waited for.</param>
    /// <exception cref="JinjaException">The template failed; see <see cref="JinjaException.Kind"/>.</exception>
    public async Task RenderAsync(TextWriter writer, IReadOnlyDictionary<string, object?> context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var text = await RenderAsync(context, cancellationToken).ConfigureAwait(false);
        await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Renders, and says where the text of <c>{% generation %}</c> lies.</summary>
    /// <param name="context">As for <see cref="Render(IReadOnlyDictionary{string, object?}, CancellationToken)"/>.</param>
    /// <param name="generated">The ranges of the result, in UTF-16 characters and in order; what lies past its end, captured and not printed, is left out.</param>
    /// <param name="cancellationToken">Looked at every thousand steps or so.</param>
    /// <exception cref="JinjaException">The template failed.</exception>
    public string Render(IReadOnlyDictionary<string, object?> context, out IReadOnlyList<Range> generated, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var spans = new List<Range>();
        generated = spans;
        var text = Render(context, default, spans, cancellationToken);

        // What was set aside (a block set) and not printed lies nowhere in the text.
        spans.RemoveAll(span => span.End.Value > text.Length);
        return text;
    }

    /// <summary>The names it reads from its context, sorted, as Jinja2's <c>meta.find_undeclared_variables</c> lists them: globals left out, names that only some branches set counted in.</summary>
    public IReadOnlyList<string> UndeclaredNames => [.. _template.Uses.Undeclared];

    /// <summary>The templates it names in extends, include, import and from, in the order of the text; null stands for a computed name.</summary>
    public IReadOnlyList<string?> ReferencedTemplates => ReferenceFinder.Find(_template.Tree);

    /// <summary>Every use of a variable it does not set itself, with its place, here and in the templates it includes or extends by a plain name.</summary>
    /// <exception cref="JinjaException">A template it names is not valid.</exception>
    public IReadOnlyList<JinjaNameUse> FindNames() => NameChecker.Run(_template, null).Uses;

    /// <summary>Finds every use of a variable, member or list item that the given shape does not declare. The templates it includes or extends by a plain name are checked too.</summary>
    /// <param name="context">Describes the variables that a render will get, as the members of one value.</param>
    /// <exception cref="JinjaException">A template it names is not valid.</exception>
    public IReadOnlyList<JinjaNameUse> FindUndeclared(IJinjaShape context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return NameChecker.Run(_template, context).Findings;
    }

    /// <summary>The filters and tests it uses that are not known, each with its place, and the known one nearest to it: also where Jinja2 notices only when they are reached.</summary>
    public IReadOnlyList<JinjaException> FindUnknownFilters() => FilterFinder.Find(_template);

    private static JsonElement Checked(JsonElement context) => context.ValueKind is JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null
        ? context
        : throw new ArgumentException($"A template's context must be a JSON object, not {context.ValueKind}.", nameof(context));

    private Dictionary<string, object?> Variables<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T model)
    {
        var members = new HostMembers(HostTypes.PropertiesOf(typeof(T)), _template.Environment.Options.PropertyNamingPolicy);
        return members.Names.Zip(members.Properties).ToDictionary(static m => m.First, m => m.Second.GetValue(model), StringComparer.Ordinal);
    }

    // The text is written from the buffer, without a string of its own.
    private void Write(TextWriter writer, IReadOnlyDictionary<string, object?>? host, JsonElement json, CancellationToken cancellationToken) => _run.Run(
        host,
        json,
        null,
        output =>
        {
            writer.Write(output.Written);
            return true;
        },
        cancellationToken);

    private string Render(IReadOnlyDictionary<string, object?>? host, JsonElement json, List<Range>? spans, CancellationToken cancellationToken) =>
        _run.Run(host, json, spans, static output => output.ToString(), cancellationToken);
}
