"""What may be published so that nothing that is withheld can be subtracted out of it.

Everything is decided by how many respondents stand behind a figure, never by what they answered.

- `unit_tree`: the frozen tree of units and the groups in it that may be published.
- `floors`: the charter's floors. `pattern`: the best safe pattern of one tree. `ladder`: the four rungs.
- `items`: items with fewer answers than respondents. `indices`: what is made of them.
- `analyses`: what is made of squares and products of answers.
- `breakdowns`, `breakdown_pattern`, `item_breakdowns`: one-way breakdowns of whole units, and items within.
- `audit`, `row_space`, `small_unions`: what can be derived from all that was published together.
- `published`: what follows from figures and n alone, as whoever reads them can see.
- `editions`: a corrected edition laid over earlier ones.
- `bounds`, `small_table`: how close an attacker comes, for the certificate; two-way tables.
"""
