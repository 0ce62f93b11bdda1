using Skills.Engine.Generators.Schemas;

namespace Skills.Engine.Generators.Emission;

/// <summary>What is between the braces of a client class. It does not depend on the class, but for the name of the constructor.</summary>
internal static class ClientCode
{
    /// <summary>Stands for the name of the class.</summary>
    public const string ClassName = "\u0001";

    private const string Engine = "global::Skills.Engine.ISkillExecutionEngine";
    private const string Context = "global::Skills.Engine.SkillExecutionContext? context = null, global::System.Threading.CancellationToken cancellationToken = default";

    public static string Of(SkillShape skill)
    {
        var code = new CodeWriter();
        Members(code, skill);
        Execution(code, skill);
        foreach (var type in skill.Declared)
        {
            RecordCode.Write(code, type);
        }

        return code.ToString();
    }

    private static void Members(CodeWriter code, SkillShape skill)
    {
        code.Summary("The id of the skill.");
        code.Line($"public const string SkillId = {Expressions.Quote(skill.Id)};");
        code.Line();
        code.Summary("The skill that is run unless the constructor is given another: the version that was compiled, or a later compatible one.");
        code.Line($"public const string SkillReference = {Expressions.Quote(Reference(skill))};");
        code.Line();
        code.Line($"private readonly {Engine} _engine;");
        code.Line("private readonly string _skill;");
        code.Line();
        code.Summary("Makes a client. It is immutable and safe to share between threads.");
        code.Line("/// <param name=\"engine\">Runs the skill, which must be in its catalog.</param>");
        code.Line("/// <param name=\"skill\">A name, version, range or label; null for <see cref=\"SkillReference\"/>.</param>");
        code.Open($"public {ClassName}({Engine} engine, string? skill = null)");
        code.Line("global::System.ArgumentNullException.ThrowIfNull(engine);");
        code.Line("_engine = engine;");
        code.Line("_skill = skill ?? SkillReference;");
        code.Close();
        code.Line();
    }

    private static void Execution(CodeWriter code, SkillShape skill)
    {
        var output = TypeNames.Of(skill.Output);
        var (parameter, inputs) = skill.Input is { } input
            ? ($"{TypeNames.Of(input)} input, ", $"SkillClientJson.ToElement(input, {Expressions.Writer(input)})")
            : ("global::System.Text.Json.JsonElement? input = null, ", "input");
        var check = skill.Input is { IsValueType: false };

        code.Summary("Runs the skill.");
        code.Line("/// <returns>The result. <c>Value</c> is the output, or throws what the failure stands for.</returns>");
        code.Open($"public async global::System.Threading.Tasks.Task<global::Skills.Engine.SkillResult<{output}>> ExecuteAsync({parameter}{Context})");
        Check(code, check);
        code.Line($"return Read(await _engine.ExecuteAsync(_skill, {inputs}, context, cancellationToken).ConfigureAwait(false));");
        code.Close();
        code.Line();
        code.Summary("Runs the skill and yields its events as they happen. The last one has the result, which <see cref=\"Read\"/> gives its type.".Replace("<see cref=\"Read\"/>", "Read"));
        code.Open($"public global::System.Collections.Generic.IAsyncEnumerable<global::Skills.Engine.SkillEvent> StreamAsync({parameter}{Context})");
        Check(code, check);
        code.Line($"return _engine.StreamAsync(_skill, {inputs}, context, cancellationToken);");
        code.Close();
        code.Line();
        code.Summary("Gives a result of this skill the type of its outputs.");
        code.Line("/// <returns>The result; with the code <c>output.type</c> when the outputs do not fit.</returns>");
        code.Open($"public static global::Skills.Engine.SkillResult<{output}> Read(global::Skills.Engine.SkillResult result)");
        code.Line("global::System.ArgumentNullException.ThrowIfNull(result);");
        code.Line($"return SkillClientJson.Read<{output}>(result, {Expressions.Reader(skill.Output)});");
        code.Close();
    }

    private static void Check(CodeWriter code, bool check)
    {
        if (check)
        {
            code.Line("global::System.ArgumentNullException.ThrowIfNull(input);");
        }
    }

    // A file without a version cannot be told from another one. A prerelease is compatible with itself only.
    private static string Reference(SkillShape skill) => skill.Version switch
    {
        null or "0.0.0" => skill.Id,
        var version when version.IndexOfAny(['-', '+']) >= 0 => $"{skill.Id}@{version}",
        var version => $"{skill.Id}@^{version}",
    };
}
