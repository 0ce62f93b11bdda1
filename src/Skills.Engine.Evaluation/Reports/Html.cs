using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Skills.Engine.Evaluation.Reports;

/// <summary>Writes HTML. Every text goes through the encoder.</summary>
internal sealed class Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder _text = new();

    public static string Encode(string text) => Encoder.Encode(text);

    /// <summary>Adds markup as written. It must not contain anything from a result.</summary>
    public Html Markup(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>Adds a text.</summary>
    public Html Text(string text)
    {
        _text.Append(Encode(text));
        return this;
    }

    /// <summary>Adds an element with a text.</summary>
    public Html Element(string name, string text, string? cssClass = null)
    {
        _text.Append('<').Append(name);
        if (cssClass is not null)
        {
            _text.Append(" class=\"").Append(cssClass).Append('"');
        }

        _text.Append('>').Append(Encode(text)).Append("</").Append(name).Append('>');
        return this;
    }

    public Html Number(double number)
    {
        _text.Append(number.ToString("0.##", CultureInfo.InvariantCulture));
        return this;
    }

    public override string ToString() => _text.ToString();
}
