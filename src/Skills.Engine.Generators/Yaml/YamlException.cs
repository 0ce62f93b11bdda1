namespace Skills.Engine.Generators.Yaml;

/// <summary>A text that cannot be read as YAML: the code of the finding, and its place.</summary>
internal sealed class YamlException(string code, int at, int length, string message) : Exception(message)
{
    public string Code { get; } = code;

    public int At { get; } = at;

    public int Length { get; } = length;

    public static YamlException Syntax(int at, string message, int length = 1) => new("SK003", at, length, message);
}
