namespace Skills.Cli.Shell;

/// <summary>Colors for one stream. Without color every method returns its text as it is.</summary>
/// <param name="isOn">Whether the stream takes ANSI sequences.</param>
internal sealed class Ink(bool isOn)
{
    /// <summary>Gets whether colors are written.</summary>
    public bool IsOn { get; } = isOn;

    public string Red(string text) => Paint("31", text);

    public string Green(string text) => Paint("32", text);

    public string Yellow(string text) => Paint("33", text);

    public string Cyan(string text) => Paint("36", text);

    public string Dim(string text) => Paint("2", text);

    public string Bold(string text) => Paint("1", text);

    private string Paint(string code, string text) => IsOn && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
