namespace Iris.Cli.Evaluation.Inputs;

/// <summary>Collects the pairs of a file, and finds out who is on the pictures from which of them are of the same person.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="images">The folder that pictures lie in.</param>
internal sealed class PairListBuilder(string file, string images)
{
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(images)) + Path.DirectorySeparatorChar;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];
    private readonly List<int> _parents = [];
    private readonly List<(int One, int Other, int Line, bool IsSame, byte Set, ushort Group)> _pairs = [];
    private readonly List<string> _groupNames = [];
    private readonly Dictionary<string, ushort> _groups = new(StringComparer.Ordinal);

    /// <summary>Adds a pair.</summary>
    /// <param name="line">The line that names it.</param>
    /// <param name="one">A picture, relative to the folder.</param>
    /// <param name="other">Another.</param>
    /// <param name="isSame">Whether both are said to show the same person.</param>
    /// <param name="set">The set that it belongs to.</param>
    /// <param name="group">Its group; null where it has none.</param>
    /// <exception cref="CliException">It is not a pair, or there are too many.</exception>
    public void Add(int line, string one, string other, bool isSame, int set = 0, string? group = null)
    {
        (int first, int second) = (NumberOf(one, line), NumberOf(other, line));
        if (first == second)
        {
            throw Wrong(line, $"{one} is paired with itself: take the line out");
        }

        if (_pairs.Count == PairList.Most)
        {
            throw new CliException(FormattableString.Invariant($"{file} has more than {PairList.Most:#,0} pairs: evaluate a part of them."));
        }

        _pairs.Add((first, second, line, isSame, (byte)set, GroupOf(group, line)));
        if (isSame)
        {
            _parents[PersonOf(first)] = PersonOf(second);
        }
    }

    /// <summary>A line that cannot be used.</summary>
    /// <param name="line">Its number.</param>
    /// <param name="reason">What is wrong and what to do, without a full stop.</param>
    public CliException Wrong(int line, string reason) => new(FormattableString.Invariant($"{file}, line {line}: {reason}."));

    /// <summary>The pictures and pairs.</summary>
    /// <param name="kind">The file's form.</param>
    /// <param name="hasSets">Whether its pairs are in sets.</param>
    /// <exception cref="CliException">There are none, or they contradict each other.</exception>
    public LabelledPictures Build(InputKind kind, bool hasSets)
    {
        if (_pairs.Count == 0)
        {
            throw new CliException($"{file} has no pairs.");
        }

        foreach ((int one, int other, int line, bool isSame, _, _) in _pairs)
        {
            if (!isSame && PersonOf(one) == PersonOf(other))
            {
                throw Wrong(line, "it says that two pictures show different people, and by other lines they show the same one: correct the labels");
            }
        }

        return new(kind, _files, PeopleInOrder(), ToList(hasSets));
    }

    private PairList ToList(bool hasSets)
    {
        int[] kept = WithoutRepeated();
        return new(
            [.. kept.Select(pair => _pairs[pair].One)],
            [.. kept.Select(pair => _pairs[pair].Other)],
            [.. kept.Select(pair => _pairs[pair].Line)],
            hasSets ? [.. kept.Select(pair => _pairs[pair].Set)] : null,
            _groupNames.Count > 0 ? [.. kept.Select(pair => _pairs[pair].Group)] : null,
            _groupNames,
            _pairs.Count - kept.Length);
    }

    // Of equal pairs the first counts.
    private int[] WithoutRepeated()
    {
        long[] keys = [.. _pairs.Select(static pair => ((long)Math.Min(pair.One, pair.Other) << 32) | (uint)Math.Max(pair.One, pair.Other))];
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, order);
        int kept = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (i > 0 && keys[i] == keys[i - 1])
            {
                order[kept - 1] = Math.Min(order[kept - 1], order[i]);
            }
            else
            {
                order[kept++] = order[i];
            }
        }

        Array.Resize(ref order, kept);
        Array.Sort(order);
        return order;
    }

    private int[] PeopleInOrder()
    {
        var numbers = new Dictionary<int, int>();
        int[] people = new int[_files.Count];
        for (int picture = 0; picture < people.Length; picture++)
        {
            int root = PersonOf(picture);
            people[picture] = numbers.TryGetValue(root, out int known) ? known : numbers[root] = numbers.Count;
        }

        return people;
    }

    // Pictures of one person are a tree, whose root stands for all (union and find, with paths halved on the way).
    private int PersonOf(int picture)
    {
        while (_parents[picture] != picture)
        {
            picture = _parents[picture] = _parents[_parents[picture]];
        }

        return picture;
    }

    private int NumberOf(string picture, int line)
    {
        if (_numbers.TryGetValue(picture, out int number))
        {
            return number;
        }

        if (picture.Length == 0 || picture.Contains('\0', StringComparison.Ordinal))
        {
            throw Wrong(line, "a picture has no name");
        }

        string path = Path.GetFullPath(picture, _root);
        if (!path.StartsWith(_root, StringComparison.Ordinal))
        {
            throw Wrong(line, $"{picture} is not in {images}: give the folder that all pictures are in, and paths from there");
        }

        if (_files.Count == LabelledPictures.Most)
        {
            throw new CliException(FormattableString.Invariant($"{file} has more than {LabelledPictures.Most:#,0} pictures: evaluate a part of them."));
        }

        // Two spellings of one path are one picture.
        string relative = Path.GetRelativePath(_root, path);
        if (!_numbers.TryGetValue(relative, out number))
        {
            number = _files.Count;
            _files.Add(Path.Combine(images, relative));
            _parents.Add(number);
            _numbers[relative] = number;
        }

        _numbers[picture] = number;
        return number;
    }

    private ushort GroupOf(string? group, int line)
    {
        const int most = 100;
        const int longest = 100;
        if (group is null)
        {
            return 0;
        }

        if (_groups.TryGetValue(group, out ushort number))
        {
            return number;
        }

        if (group.Length > longest || group.Any(char.IsControl))
        {
            throw Wrong(line, FormattableString.Invariant($"a group's name has at most {longest} characters, on one line"));
        }

        if (_groupNames.Count == most)
        {
            throw Wrong(line, FormattableString.Invariant($"there are more than {most} groups: is the last column one of groups?"));
        }

        _groupNames.Add(group.Length == 0 ? "(none)" : group);
        return _groups[group] = (ushort)(_groupNames.Count - 1);
    }
}
