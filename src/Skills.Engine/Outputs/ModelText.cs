namespace Skills.Engine.Outputs;

/// <summary>Findings as a model should read them: without advice that is meant for developers, such as options to change.</summary>
internal static class ModelText
{
    public static string Of(SkillError error) => error.Code switch
    {
        "output.lossy" => "The value contains more than is asked for, or something else. Give exactly what is asked for.",
        "output.syntax" => "It contains no JSON value.",
        "output.too_large" => "It is too long. Give a much shorter answer.",
        "output.too_deep" => "It is nested too deeply. Give a flatter answer.",
        "output.empty_key" => "It contains a property without a name. Give every property a name.",
        "output.reasoning_unfinished" => "It ended before the answer began. Give the answer without any reasoning.",
        "output.ambiguous" => "It contains several different values. Give exactly one.",
        _ => error.Message,
    };
}
