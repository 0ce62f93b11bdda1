namespace Skills.Jinja.Values;

internal enum DictView : byte
{
    Keys,
    Values,
    Items,
}
