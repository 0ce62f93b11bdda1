using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Skills.Jinja.Syntax;
using Skills.Jinja.Values;

namespace Skills.Jinja;

/// <summary>How an environment reads and renders templates. The defaults are those of Jinja2's own Environment, in its sandbox.</summary>
/// <remarks>An environment copies its options; changing them later has no effect on it.</remarks>
public sealed class JinjaOptions
{
    /// <summary>The strings that mark tags.</summary>
    public JinjaDelimiters Delimiters { get; set; } = new();

    /// <summary>Drops the first line end after a statement or comment. Default false.</summary>
    public bool TrimBlocks { get; set; }

    /// <summary>Drops white space between the start of a line and a statement or comment. Default false.</summary>
    public bool LstripBlocks { get; set; }

    /// <summary>Keeps one line end at the end of a template. Default false: it is dropped.</summary>
    public bool KeepTrailingNewline { get; set; }

    /// <summary>What line ends of the template become. Default <c>"\n"</c>; may be <c>"\r\n"</c> or <c>"\r"</c>. Values keep theirs.</summary>
    public string NewlineSequence { get; set; } = "\n";

    /// <summary>What a value that does not exist may be used for.</summary>
    public JinjaUndefined Undefined { get; set; }

    /// <summary>Whether printed values are escaped for HTML unless marked safe. Default false.</summary>
    public bool Autoescape { get; set; }

    /// <summary>Decides on <see cref="Autoescape"/> by a template's name (null for one without); wins over it. Default null.</summary>
    public Func<string?, bool>? AutoescapeFor { get; set; }

    /// <summary>Whether templates may change lists and dictionaries in place.</summary>
    public JinjaSandbox Sandbox { get; set; }

    /// <summary>How values other than strings print.</summary>
    public JinjaPrintStyle PrintStyle { get; set; }

    /// <summary>Allows <c>{% do expression %}</c>. Default false, as Jinja2 without its extension.</summary>
    public bool Do { get; set; }

    /// <summary>Allows <c>{% break %}</c> and <c>{% continue %}</c>. Default false, as Jinja2 without its extension.</summary>
    public bool LoopControls { get; set; }

    /// <summary>Allows <c>{% generation %}</c>, the mark chat templates put around the assistant's text. Default false.</summary>
    public bool Generation { get; set; }

    /// <summary>Allows <c>{% trans %}</c>, which passes its text through <see cref="Translate"/>. Default false.</summary>
    public bool Trans { get; set; }

    /// <summary>Gives the text for a <c>{% trans %}</c> or <c>gettext</c>; null leaves every text as it is.</summary>
    public Func<JinjaTranslation, string?>? Translate { get; set; }

    /// <summary>Whether <c>tojson</c> is Python's plain <c>json.dumps</c> (keeps key order and <c>&lt;&gt;&amp;'</c>) as in chat templates. Default false: Jinja2's own, safe inside HTML.</summary>
    public bool PlainToJson { get; set; }

    /// <summary>Applied to every printed value before it becomes text; null for none.</summary>
    public Func<object?, object?>? Finalize { get; set; }

    /// <summary>What a render may use up.</summary>
    public JinjaLimits Limits { get; set; } = new();

    /// <summary>Where include, import and extends find templates. Default null: there are none.</summary>
    public IJinjaLoader? Loader { get; set; }

    /// <summary>Gets or sets where include, import and extends find templates that <see cref="Loader"/> does not have. Only <c>RenderAsync</c> asks it. Default null.</summary>
    public IJinjaAsyncLoader? AsyncLoader { get; set; }

    /// <summary>The clock behind <c>strftime_now</c>. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The seed of <c>random</c> and <c>lipsum</c>: every render draws the same. Default 0.</summary>
    public int Seed { get; set; }

    /// <summary>Filters of the host by name; they win over the builtin ones.</summary>
    public IDictionary<string, JinjaFunction> Filters { get; } = new Dictionary<string, JinjaFunction>();

    /// <summary>Tests of the host by name; they win over the builtin ones.</summary>
    public IDictionary<string, JinjaFunction> Tests { get; } = new Dictionary<string, JinjaFunction>();

    /// <summary>Gets the asynchronous filters of the host by name. They win over those of <see cref="Filters"/>.</summary>
    public IDictionary<string, JinjaAsyncFunction> AsyncFilters { get; } = new Dictionary<string, JinjaAsyncFunction>();

    /// <summary>Gets the tags of the host by name. A name of Jinja's own, or one that begins with <c>end</c>, is refused.</summary>
    public IDictionary<string, JinjaTag> Tags { get; } = new Dictionary<string, JinjaTag>();

    /// <summary>Values and functions (<see cref="JinjaFunction"/>, <see cref="JinjaAsyncFunction"/>) every template sees; a render's own context wins over them.</summary>
    public IDictionary<string, object?> Globals { get; } = new Dictionary<string, object?>();

    /// <summary>Whether the globals of chat templates are there: <c>raise_exception</c> and <c>strftime_now</c>. Default false.</summary>
    public bool ChatGlobals { get; set; }

    /// <summary>How properties of allowed types are named in templates, such as <see cref="JsonNamingPolicy.SnakeCaseLower"/>. Default null: as in C#. The C# names stay readable.</summary>
    public JsonNamingPolicy? PropertyNamingPolicy { get; set; }

    internal HostTypes Types { get; private set; } = new();

    /// <summary>The environment in which Hugging Face's tokenizers render chat templates.</summary>
    /// <returns>New options, free to be changed.</returns>
    public static JinjaOptions ForChatTemplates() => new()
    {
        TrimBlocks = true,
        LstripBlocks = true,
        LoopControls = true,
        Generation = true,
        PlainToJson = true,
        ChatGlobals = true,
        Sandbox = JinjaSandbox.Immutable,
    };

    /// <summary>Lets templates read the public properties of a type's instances, by their exact names. Only that very type, not those derived from it.</summary>
    /// <returns>These options.</returns>
    public JinjaOptions AllowType<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>()
    {
        Types.Add(typeof(T));
        return this;
    }

    /// <summary>As <see cref="AllowType{T}"/>, for a type that has no name to write: <c>AllowTypeOf(new { Name = "" })</c>.</summary>
    /// <param name="example">Any instance of the type; only its type is kept.</param>
    /// <returns>These options.</returns>
    public JinjaOptions AllowTypeOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T example)
    {
        ArgumentNullException.ThrowIfNull(example);
        return AllowType<T>();
    }

    /// <summary>As <see cref="AllowType{T}"/>, for a type and the types of its properties, of their properties, and so on, through lists, dictionaries and nullable values.</summary>
    /// <remarks>Types in the <c>System</c> namespaces are left out. Do not use it for a type from which secrets can be reached.</remarks>
    /// <returns>These options.</returns>
    [RequiresUnreferencedCode("The properties of the types below are found by reflection. Use AllowType for each type when trimming.")]
    public JinjaOptions AllowTypeTree<T>()
    {
        Types.AddTree(typeof(T));
        return this;
    }

    /// <summary>As <see cref="AllowTypeTree{T}"/>, for a type that has no name to write.</summary>
    /// <param name="example">Any instance of the type; only its type is kept.</param>
    /// <returns>These options.</returns>
    [RequiresUnreferencedCode("The properties of the types below are found by reflection. Use AllowType for each type when trimming.")]
    public JinjaOptions AllowTypeTreeOf<T>(T example)
    {
        ArgumentNullException.ThrowIfNull(example);
        return AllowTypeTree<T>();
    }

    internal JinjaOptions Copy()
    {
        ArgumentNullException.ThrowIfNull(Delimiters);
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        Delimiters.Check();
        if (NewlineSequence is not ("\n" or "\r\n" or "\r"))
        {
            throw new ArgumentException("NewlineSequence must be \\n, \\r\\n or \\r.", nameof(JinjaOptions));
        }

        if (Tags.Keys.FirstOrDefault(static name => !TagNames.IsFree(name)) is { } taken)
        {
            throw new ArgumentException($"'{taken}' cannot be the name of a tag: it must be an identifier, must not begin with 'end', and must not be a tag of Jinja.", nameof(JinjaOptions));
        }

        var copy = (JinjaOptions)MemberwiseClone();
        copy.Types = Types.Copy(PropertyNamingPolicy);
        return copy;
    }
}
